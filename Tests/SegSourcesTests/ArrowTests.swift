import CArrow
import SegDiagnostics
import SegFrame
import Testing

@Suite struct ArrowTests {
    private func passed(_ table: Table) throws(Failure) -> Table {
        var stream = ArrowArrayStream()
        table.exportArrowStream(to: &stream)
        return try ArrowImport.table(from: &stream, text: .string)
    }

    @Test func everyTypePassesThrough() throws {
        let table = try everyType()
        let result = try passed(table)
        #expect(result.schema == table.schema)
        for name in table.names {
            #expect(result[name]?.scalars() == table[name]?.scalars(), "\(name)")
        }
    }

    @Test func textsBecomeCategoriesAsInFiles() throws {
        var stream = ArrowArrayStream()
        try Table([("t", nil, Column(strings: ["b", nil, "a"]))]).exportArrowStream(to: &stream)
        let column = try ArrowImport.table(from: &stream).column("t")
        #expect(column.levels == ["a", "b"])
        #expect(column.scalars() == [.string("b"), .null, .string("a")])
    }

    @Test func slicesPassThrough() throws {
        let table = try Table([
            (
                "n", nil,
                Column(ints: (0..<40).map(Int64.init), missing: (0..<40).map { $0 % 3 == 0 })
            ),
            ("b", nil, Column(bools: (0..<40).map { $0 % 5 == 0 ? nil : $0 % 2 == 0 })),
            ("s", nil, Column(strings: (0..<40).map { "text \($0)" })),
        ]).slice(11..<30)
        let result = try passed(table)
        for name in table.names {
            #expect(result[name]?.scalars() == table[name]?.scalars(), "\(name)")
        }
    }

    @Test func emptyTablesKeepTheirSchema() throws {
        let table = try everyType().slice(0..<0)
        #expect(try passed(table).schema == table.schema)
    }

    @Test func valuesAreNotCopied() throws {
        let column = Column(doubles: [1, 2, 3])
        var array = ArrowArray()
        try Table([("x", nil, column)]).exportArrowArray(to: &array)
        let child = try #require(array.children?[0]?.pointee)
        let address = column.float64Buffer?.withUnsafeBufferPointer {
            UnsafeRawPointer($0.baseAddress)
        }
        #expect(child.buffers[1] == address)
        #expect(child.buffers[0] == nil)
        array.release?(&array)
        #expect(array.release == nil)
    }

    @Test func aReleasedSchemaIsMarked() throws {
        var schema = ArrowSchema()
        try everyType().exportArrowSchema(to: &schema)
        #expect(schema.n_children == 10)
        let level = try #require(schema.children?[5]?.pointee)
        #expect(String(cString: level.format) == "i")
        #expect(level.dictionary.map { String(cString: $0.pointee.format) } == "U")
        schema.release?(&schema)
        #expect(schema.release == nil)
    }
}
