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

    /// Offsets of 32 bits, as most of Arrow's texts have, are taken over and handed on as they lie.
    @Test func textsWithShortOffsetsAreNotCopied() throws {
        let offsets = Buffer<Int32>([1, 2, 4, 4])
        let texts = StringStorage(offsets: .narrow(offsets), bytes: Buffer<UInt8>(Array("xabc".utf8)))
        let table = try Table([("s", nil, Column(string: texts, validity: nil))])
        #expect(table["s"]?.scalars() == [.string("a"), .string("bc"), .string("")])
        var array = ArrowArray()
        table.exportArrowArray(to: &array)
        let address = offsets.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
        #expect(try #require(array.children?[0]?.pointee).buffers[1] == address)
        array.release?(&array)
        var schema = ArrowSchema()
        table.exportArrowSchema(to: &schema)
        #expect(try #require(schema.children?[0]?.pointee).format.map { String(cString: $0) } == "u")
        schema.release?(&schema)
        let result = try passed(table)
        #expect(result["s"]?.scalars() == table["s"]?.scalars())
        #expect(try passed(table.slice(1..<3))["s"]?.scalars() == [.string("bc"), .string("")])
        let joined = try Table.concatenated([result, Table([("s", nil, Column(strings: ["d"]))])])
        #expect(joined["s"]?.scalars() == [.string("a"), .string("bc"), .string(""), .string("d")])
    }

    /// Many rows are judged by a sample of them where that is clear, in whatever order they come.
    @Test(arguments: [(100, true), (1_600, true), (2_500, true), (12_000, false), (40_000, false)])
    func manyTextsAreNoCategories(different: Int, areCategories: Bool) throws {
        let rows = 40_000
        let orders: [(Int) -> Int] = [
            { $0 * different / rows },  // sorted
            { $0 % different },  // in turn
            { Int((UInt64($0) &* 0x9e37_79b9_7f4a_7c15) >> 20) % different },  // mixed
            { ($0 / 1000 * 100 + $0 % 1000 * 7 % 100) % different },  // near each other
        ]
        for (place, order) in orders.enumerated() where place < 3 || different <= rows / 10 {
            let column = Column(strings: (0..<rows).map { "text \(order($0))" }).stored(as: .automatic)
            #expect((column.type == .category) == areCategories, "order \(place)")
        }
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
