import SegDiagnostics
import SegFrame
import Testing

@Suite struct VerbTests {
    let reference: Reference
    let data: Table
    let stores: Table

    init() throws {
        reference = try Reference()
        data = try reference.table("data", ["store", "day", "units", "price", "promo"])
        stores = try reference.table("stores", ["store", "size"])
    }

    @Test func summariesAgreeWithPandas() throws {
        let price = col("price")
        let summary = try data.group(by: ["store"]).summarize([
            NamedExpression("count", call("count")),
            NamedExpression("present", call("count", price)),
            NamedExpression("sum", call("sum", price)),
            NamedExpression("mean", call("mean", price)),
            NamedExpression("median", call("median", price)),
            NamedExpression("std", call("std", price)), NamedExpression("variance", call("variance", price)),
            NamedExpression("q10", call("quantile", price, lit(0.1))),
            NamedExpression("min", call("min", price)), NamedExpression("max", call("max", price)),
            NamedExpression("n_distinct", call("n_distinct", price)),
            NamedExpression("units", call("sum", col("units"))),
        ])
        for name in summary.names {
            #expect(
                agree(try summary.values(name), try reference.cells("summary", name)), "\(name)")
        }
        let half = try data.group(by: ["store"]).summarize([
            NamedExpression("m", call("mean", price)),
            NamedExpression("h", col("m").op(.divide, lit(2))),
        ])
        #expect(try half.values("h").count == summary.rowCount)
    }

    @Test func orderedFunctionsAgreeWithPandas() throws {
        let price = col("price")
        let expressions: [(String, ColumnExpression)] = [
            ("lag2", call("lag", price, lit(2))), ("lead1", call("lead", col("units"))),
            ("difference", call("difference", col("units"))),
            ("rolling", call("rolling_mean", price, lit(3))),
            ("rolling_std", call("rolling_std", price, lit(4), options: ["min_count": .int(2)])),
            ("cumulative", call("cumulative_sum", price)), ("filled", call("forward_fill", price)),
            ("rank", call("rank", price)), ("row", call("row_number")),
            ("greatest", call("cumulative_max", col("units"))),
        ]
        let derived = try data.derive(
            expressions.map { NamedExpression($0.0, $0.1.over("store", order: "day")) })
        for (name, _) in expressions {
            #expect(
                agree(try derived.values(name), try reference.cells("windows", name)), "\(name)")
        }
        let marks = Dictionary(uniqueKeysWithValues: derived.marks.map { ($0.column, $0.lookback) })
        #expect(marks["lag2"] == true)
        #expect(marks["lead1"] == false)
        #expect(derived.notes.isEmpty)
    }

    @Test func joinsAgreeWithPandas() throws {
        for (how, name) in [(JoinKind.left, "left_join"), (.inner, "inner_join")] {
            let joined = try data.join(stores, on: [JoinKey("store")], how: how)
            #expect(agree(try joined.values("day"), try reference.cells(name, "day")))
            #expect(agree(try joined.values("size"), try reference.cells(name, "size")))
        }
        let matched = try data.join(stores, on: [JoinKey("store")], how: .semi).rowCount
        let unmatched = try data.join(stores, on: [JoinKey("store")], how: .anti).rowCount
        #expect(matched + unmatched == data.rowCount)
        let full = try data.join(stores, on: [JoinKey("store")], how: .full)
        #expect(try full.values("store").suffix(2) == [.string("west"), .null])
        #expect(
            failure { try data.join(stores, on: [JoinKey(left: "units", right: "store")]) }?.code
                == "E402")
    }

    @Test func pivotsGoBothWays() throws {
        let known = try data.filter(col("store").op(.notEqual, missing))
        let pivoted = try known.pivot(
            rows: ["store"], columns: "promo", values: call("sum", col("units")))
        for name in ["store", "false", "true"] {
            #expect(agree(try pivoted.values(name), try reference.cells("pivot", name)), "\(name)")
        }
        let melted = try pivoted.unpivot(["false", "true"], nameColumn: "promo")
        #expect(melted.names == ["store", "promo", "value"])
        #expect(
            try melted.values("promo").prefix(3) == [
                .string("false"), .string("true"), .string("false"),
            ])
    }

    @Test func sortingIsStableAndPutsMissingLast() throws {
        let sorted = try data.sort([SortKey(col("price"), descending: true), SortKey(col("units"))])
        #expect(agree(try sorted.values("day"), try reference.cells("sorted_days")))
        let distinct = try data.distinct(on: ["store", "promo"])
        #expect(agree(try distinct.values("day"), try reference.cells("distinct_days")))
    }

    /// What lies in memory where a value is missing moves no row.
    @Test func missingKeysKeepTheOrderOfTheTable() throws {
        let valid = Bitmap(count: 6) { $0 % 2 == 0 }
        func order(_ table: Table) throws -> [Scalar] {
            let column = try table.column("row")
            return (0..<column.count).map { column[$0] }
        }
        for garbage: [Double] in [[5, 9, 4, 1, 3, 7], [5, -9, 4, -1, 3, -70], [5, 1, 4, 2, 3, 3]] {
            let table = try Table([
                ("a", nil, Column(float64: Buffer(garbage), validity: valid)), ("b", nil, Column(ints: [1, 1, 1, 1, 1, 1])),
                ("row", nil, Column(ints: [0, 1, 2, 3, 4, 5])),
                ("k", nil, Column(ints: [1, 0, 1, 1, 1, 1])),
            ])
            #expect(try order(table.sort([SortKey(col("a"))])) == [4, 2, 0, 1, 3, 5].map { .int($0) })
            #expect(try order(table.sort([SortKey(col("a"), descending: true)])) == [0, 2, 4, 1, 3, 5].map { .int($0) })
            #expect(try order(table.sort([SortKey(col("b")), SortKey(col("a")), SortKey(col("k"))])) == [4, 2, 0, 1, 3, 5].map { .int($0) })
        }
    }

    @Test func groupedDeriveSpreadsAggregates() throws {
        let centred = try data.group(by: ["store"]).derive([
            NamedExpression("centred", col("price").op(.subtract, call("mean", col("price"))))
        ])
        let means = try centred.summarize([NamedExpression("m", call("mean", col("centred")))])
        #expect(try means.column("m").doubles().allSatisfy { abs($0) < 1e-12 })
        #expect(centred.table.marks == [LearnedMark(column: "centred", verb: "derive")])
        let renamed = try centred.table.rename([(new: "z", old: "centred")])
            .derive([NamedExpression("w", col("z").op(.multiply, lit(2)))])
        #expect(renamed.marks.map(\.column) == ["z", "w"])
        #expect(renamed.dropping(["z"]).marks.map(\.column) == ["w"])
    }

    @Test func aTableKnowsWhatItsColumnsWereMadeFrom() throws {
        let made = try data.derive([
            NamedExpression("double", col("price").op(.multiply, lit(2))),
            NamedExpression("more", col("double").op(.add, col("units"))),
            NamedExpression("mean", call("mean", col("price"))),
            NamedExpression("apart", col("units").op(.subtract, call("mean", col("price")))),
        ])
        #expect(made.sources.of("more") == ["double", "price", "units"])
        #expect(made.sources.of("mean") == [], "an aggregate says nothing of the row's own price")
        #expect(made.sources.of("apart") == ["units"])
        let renamed = try made.rename([(new: "cost", old: "price")]).dropping(["double"])
        #expect(renamed.knows("cost", from: "more") && !renamed.knows("price", from: "more"))
        let replaced = try renamed.derive([NamedExpression("more", lit(1))])
        #expect(!replaced.knows("cost", from: "more"))
        #expect(renamed.taking([1, 0]).with(renamed.provenance).sources == renamed.sources)
    }

    @Test func aSummaryMarksOnceItIsJoinedBack() throws {
        let summary = try data.group(by: ["store"]).summarize([
            NamedExpression("m", call("mean", col("price")))
        ])
        #expect(summary.marks.isEmpty)
        let joined = try data.join(summary, on: [JoinKey("store")])
        #expect(joined.marks == [LearnedMark(column: "m", verb: "summarize")])
    }

    @Test func samplesDependOnTheKeyOnly() throws {
        let first = try data.sample(10, key: 7)
        #expect(first.rowCount == 10)
        #expect(try first.values("day") == data.sample(10, key: 7).values("day"))
        #expect(try first.values("day") != data.sample(10, key: 8).values("day"))
        #expect(try data.sample(share: 0.25, key: 1).rowCount == 15)
    }

    @Test func countsDescriptionsAndSelectors() throws {
        let counts = try data.valueCounts(["promo"])
        #expect(counts.names == ["promo", "count", "share"])
        #expect(try counts.column("share").doubles().reduce(0, +) == 1)
        let described = try data.describe()
        #expect(try described.values("missing") == [6, 0, 0, 9, 0].map(Scalar.int))
        #expect(try Selector.numeric.resolve(in: data) == ["day", "units", "price"])
        let rest = Selector.difference(.all, .names(["day"]))
        #expect(try rest.resolve(in: data, excluding: ["units"]) == ["store", "price", "promo"])
        #expect(try Selector.matching("^p").resolve(in: data) == ["price", "promo"])
        #expect(failure { try Selector.matching("(").resolve(in: data) }?.code == "E406")
    }

    @Test func emptyTablesPassThroughEveryVerb() throws {
        let empty = data.head(0)
        #expect(try empty.filter(col("units").op(.greater, lit(0))).rowCount == 0)
        #expect(
            try empty.group(by: ["store"]).summarize([
                NamedExpression("m", call("mean", col("price")))
            ]).rowCount == 0)
        #expect(try empty.summarize([NamedExpression("n", call("count"))]).values("n") == [.int(0)])
        #expect(try empty.join(stores, on: [JoinKey("store")]).rowCount == 0)
        #expect(try empty.sort([SortKey(col("price"))]).rowCount == 0)
        #expect(try empty.describe().rowCount == 5)
        #expect(try empty.distinct().rowCount == 0)
        let lagged = call("lag", col("price")).over("store", order: "day")
        #expect(try empty.derive([NamedExpression("l", lagged)]).rowCount == 0)
        #expect(try data.join(empty, on: [JoinKey("day")]).rowCount == data.rowCount)
    }

    /// A key that repeats on both sides makes more rows than there is memory for, which is said before they are made.
    @Test func joinsThatAreTooLargeAreRefused() throws {
        let many = try Table(["k": Column(ints: [Int64](repeating: 1, count: 30_000)), "v": Column(ints: Array(0..<30_000))])
        let problem = failure { try many.join(many, on: [JoinKey("k")], how: .inner, memory: 1 << 30) }
        #expect(problem?.code == "E413")
        #expect(problem?.message.contains("900000000 rows") == true, "\(String(describing: problem))")
        let few = try Table(["k": Column(ints: [1]), "w": Column(ints: [5])])
        for kind in JoinKind.allCases {
            #expect(try many.join(few, on: [JoinKey("k")], how: kind, memory: 1 << 20).rowCount == (kind == .anti ? 0 : 30_000))
        }
    }

    @Test func longWorkOnTablesStopsWhenItIsToldTo() throws {
        let many = try Table(["k": Column(ints: [Int64](repeating: 1, count: 1000)), "x": Column(doubles: (0..<1000).map(Double.init))])
        let longer = try Table(["x": Column(doubles: (0..<2000).map(Double.init))])
        let rolling = ColumnExpression.window(call("rolling_mean", col("x"), lit(2000)), over: [], order: [col("x")])
        Stopping.during({ true }) {
            #expect(failure { try many.join(many, on: [JoinKey("k")], how: .inner) }?.code == "E390")
            #expect(failure { try longer.derive([NamedExpression("m", rolling)]) }?.code == "E390")
        }
        #expect(try longer.derive([NamedExpression("m", rolling)]).rowCount == 2000)
        #expect(try many.join(many, on: [JoinKey("k")], how: .inner).rowCount == 1_000_000)
    }

    @Test func whatIsNotFiniteIsSaidByEveryVerb() throws {
        let values = try Table(["g": Column(ints: [1, 1, 2]), "x": Column(doubles: [0, 1, 2])])
        let inverse = lit(1).op(.divide, col("x"))
        #expect(try values.filter(inverse.op(.greater, lit(0))).notes == ["filter: the condition is missing in 1 rows, some of them for want of a finite result"])
        #expect(try values.filter(col("x").op(.greater, lit(0)).op(.and, inverse.op(.greater, lit(0)))).notes.isEmpty)
        let sums = [NamedExpression("r", call("sum", col("x")).op(.divide, call("sum", col("x").op(.subtract, col("x")))))]
        #expect(try values.group(by: ["g"]).summarize(sums).notes == ["summarize: 'r': 2 values have no finite result and became missing"])
        #expect(try values.group(by: ["g"]).derive([NamedExpression("y", inverse)]).table.notes.count == 1)
    }
}
