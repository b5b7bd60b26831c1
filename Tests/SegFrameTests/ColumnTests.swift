import SegDiagnostics
import SegFrame
import Testing

@Suite struct ColumnTests {
    @Test func floatsThatAreNotFiniteAreMissing() {
        let column = Column(doubles: [1, .nan, .infinity, -2])
        #expect(column.missingCount == 2)
        #expect(column[0] == .double(1))
        #expect(column[2] == .null)
        #expect(column.doubles()[1].isNaN)
    }

    @Test func categoriesGiveTheirLevels() {
        let column = Column(codes: [1, -1, 0], levels: ["a", "b"])
        #expect(column.scalars() == [.string("b"), .null, .string("a")])
        #expect(column.missingCount == 1)
        #expect(column.taking([2, 1, 1]).strings() == ["a", nil, nil])
    }

    @Test func encodingSortsByValueAndByBytes() {
        let numbers = Column(ints: [10, 9, 10, 0], missing: [false, false, false, true]).encoded()
        #expect(numbers.codes == [1, 0, 1, -1])
        #expect(numbers.levels == ["9", "10"])
        let texts = Column(strings: ["é", "e\u{301}", nil, "z"]).encoded()
        #expect(texts.codes == [2, 0, -1, 1])
    }

    @Test func slicesShareAndAgreeWithGathering() {
        let column = Column(bools: (0..<40).map { $0 % 3 == 0 ? nil : $0 % 2 == 0 })
        let rows = Array(5..<29)
        #expect(column.slice(5..<29).scalars() == column.taking(rows).scalars())
        #expect(column.slice(5..<29).missingCount == column.taking(rows).missingCount)
    }

    @Test func concatenationWidens() throws {
        let column = try Column.concatenated([
            Column(ints: [1, 2]), Column(doubles: [0.5, .nan]),
        ])
        #expect(column.scalars() == [.double(1), .double(2), .double(0.5), .null])
        let categories = try Column.concatenated([
            Column(codes: [0, -1], levels: ["a"]), Column(codes: [1, 0], levels: ["a", "b"]),
        ])
        #expect(categories.strings() == ["a", nil, "b", "a"])
        let filled = try Column.concatenated([Column(doubles: [.nan]), Column(strings: ["a"])])
        #expect(filled.strings() == [nil, "a"])
        #expect(throws: Failure.self) {
            try Column.concatenated([Column(ints: [1]), Column(strings: ["a"])])
        }
    }

    @Test func foreignMemoryIsNotCopied() {
        let owner = Buffer<Double>([1, 2, 3])
        let column = Column(float64: owner.slice(1..<3))
        #expect(column.doubles() == [2, 3])
    }
}
