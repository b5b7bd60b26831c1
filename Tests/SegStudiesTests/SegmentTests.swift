import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import Testing

@Suite struct SegmentTests {
    private func table() throws -> Table {
        try Table([
            ("origin", nil, Column(strings: ["JFK", "EWR", "JFK", nil, "EWR", "LGA"])),
            ("carrier", nil, Column(strings: ["UA", "AA", "AA", "AA", nil, "DL"])),
            ("x", nil, Column(doubles: [1, 2, 3, 4, 5, 6])),
            ("y", nil, Column(doubles: [0.5, 1.5, 1, 2, 3, 4])),
        ])
    }

    @Test func columnsMakeATree() throws {
        let segments = try Segments.byColumns(SegmentRows(try table()), ["origin", "carrier"])
        #expect(
            segments.nodes.map(\.path) == [
                "all", "EWR", "EWR/AA", "JFK", "JFK/AA", "JFK/UA", "LGA", "LGA/DL",
            ])
        #expect(segments.levels == ["origin", "carrier"])
        let reached = try segments.route(try table()).map { segments.nodes[$0].path }
        #expect(reached == ["JFK/UA", "EWR/AA", "JFK/AA", "all", "EWR", "LGA/DL"])
    }

    /// Rows find their segment by a value of any type, also in a tree that was saved and read again.
    @Test func valuesOfEveryTypeRoute() throws {
        let columns: [Column] = [
            Column(bools: [true, false, true]), Column(ints: [-3, 4, -3]), Column(doubles: [0.5, 1e20, 0.5]),
            Column(dates: [0, 20_000, 0]), Column(strings: ["ü", "b/c", "ü"]), Column(duration: Buffer([1_500_000_000, 0, 1_500_000_000])),
        ]
        for column in columns {
            let table = try Table([("v", nil, column)])
            let segments = try Segments.byColumns(SegmentRows(table), ["v"])
            let read = try JSONDecoder().decode(Segments.self, from: try JSONEncoder().encode(segments))
            for tree in [segments, read] {
                let reached = try tree.route(table)
                #expect(!reached.contains(0), "\(column.type)")
                #expect(reached[0] == reached[2] && reached[0] != reached[1], "\(column.type)")
            }
        }
    }

    @Test func unknownValuesStayWithTheParent() throws {
        let segments = try Segments.byColumns(SegmentRows(try table()), ["origin", "carrier"])
        let rows = try Table([
            ("origin", nil, Column(strings: ["JFK", "BOS"])), ("carrier", nil, Column(strings: ["ZZ", "AA"])),
        ])
        #expect(try segments.route(rows).map { segments.nodes[$0].path } == ["JFK", "all"])
    }

    @Test func numbersRouteByValue() throws {
        let ints = try Table([("k", nil, Column(ints: [1, 2, 2]))])
        let segments = try Segments.byColumns(SegmentRows(ints), ["k"])
        let floats = try Table([("k", nil, Column(doubles: [2, 1, 3]))])
        #expect(try segments.route(floats).map { segments.nodes[$0].path } == ["2", "1", "all"])
    }

    @Test func theFirstTrueRuleTakesTheRow() throws {
        let rules = [
            SegmentRule(name: "far", predicate: .greater("x", 4)),
            SegmentRule(name: "middle", predicate: .greater("x", 2)),
        ]
        let rest = try Segments.byRules(SegmentRows(try table()), rules)
        #expect(try rest.route(try table()).map { rest.nodes[$0].path } == ["all", "all", "middle", "middle", "far", "far"])
        let left = try rest.listing(of: try table())
        #expect(left["segment"]?.scalars().last == .string("(rest)"))
        #expect(left["rows"]?.doubles() == [6, 2, 2, 2])
        let named = try Segments.byRules(SegmentRows(try table()), rules, otherwise: "near")
        #expect(try named.route(try table())[0] == named.node("near"))
        let listing = try named.listing(of: try table())
        #expect(listing["several"]?.doubles() == [0, 2, 0, 0])
        #expect(listing["rows"]?.doubles() == [6, 2, 2, 2])
    }

    @Test func refusesTheTarget() throws {
        let task = try LearningTask.make(try table(), TaskOptions(target: "y"))
        #expect(throws: Failure.self) {
            try Segments.byRules(SegmentRows(task), [SegmentRule(name: "high", predicate: .greater("y", 1))])
        }
        #expect(throws: Failure.self) { try Segments.byColumns(SegmentRows(task), ["y"]) }
    }

    @Test func patternsFindNodes() throws {
        let segments = try Segments.byColumns(SegmentRows(try table()), ["origin", "carrier"])
        func paths(_ pattern: String) throws -> [String] {
            try segments.nodes(matching: pattern).map { segments.nodes[$0].path }
        }
        #expect(try paths("*/AA") == ["EWR/AA", "JFK/AA"])
        #expect(try paths("*") == ["EWR", "JFK", "LGA"])
        #expect(try paths("J*/U*") == ["JFK/UA"])
        #expect(try paths("all") == ["all"])
        #expect(throws: Failure.self) { try paths("JFX") }
    }

    @Test func refinesLeaves() throws {
        let rows = SegmentRows(try table())
        let origins = try Segments.byColumns(rows, ["origin"])
        let refined = try origins.refined(rows, at: "JFK", columns: ["carrier"])
        #expect(refined.nodes.map(\.path) == ["all", "EWR", "JFK", "JFK/AA", "JFK/UA", "LGA"])
        #expect(refined.contentHash != origins.contentHash)
        #expect(try Segments.byColumns(rows, ["origin"]).contentHash == origins.contentHash)
        #expect(throws: Failure.self) { try refined.refined(rows, at: "JFK", columns: ["carrier"]) }
    }
}
