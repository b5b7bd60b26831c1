import Foundation
import SegDiagnostics
import SegDisplay
import SegFrame
import Testing

@Suite struct PlotTests {
    @Test(arguments: [40, 80])
    func terminal(_ width: Int) throws {
        for (name, plot) in try Samples.plots() {
            let text = PlotTerminal(TerminalSettings(width: width)).render(plot)
            try Golden.expect(text, "plot-\(name)-\(width).txt")
            let widest = text.split(separator: "\n").map { DisplayWidth.of(String($0)) }.max()
            #expect((widest ?? 0) <= width, "\(name)")
        }
    }

    @Test func asciiOnly() throws {
        for (name, plot) in try Samples.plots() {
            let text = PlotTerminal(TerminalSettings(width: 60, unicode: false)).render(plot)
            #expect(Samples.isASCII(text), "\(name)")
        }
    }

    @Test func svg() throws {
        for (name, plot) in try Samples.plots() {
            let text = PlotSVG(identifier: name, standalone: true).render(plot)
            try Golden.expect(text, "plot-\(name).svg")
            #expect(text.utf8.count < 40_000, "\(name)")
            #expect(XMLCheck.isWellFormed(text), "\(name)")
        }
    }

    @Test func drawingsForImagesHaveTheirColoursInThem() throws {
        for (name, plot) in try Samples.plots() {
            for (background, scheme) in [(RGBColour.dark, "dark"), (.light, "light")] {
                let text = PlotSVG(background: background).render(plot)
                for word in ["var(", "@media", "--s", "light-dark"] { #expect(!text.contains(word), "\(name): \(word)") }
                #expect(XMLCheck.isWellFormed(text), "\(name)")
                if name == "curve" || name == "bars" { try Golden.expect(text, "plot-\(name)-\(scheme).svg") }
            }
        }
    }

    @Test func anOwnBackgroundDecidesOnTheText() {
        let plot = Samples.roc
        #expect(PlotSVG(background: RGBColour(0, 43, 54)).render(plot).contains("fill=\"#002b36\""))
        #expect(PlotSVG(background: RGBColour(0, 43, 54)).render(plot).contains("color:#e6e8eb"))
        #expect(PlotSVG(background: RGBColour(253, 246, 227)).render(plot).contains("color:#1b1f24"))
    }

    @Test func largeTablesGiveSmallPlots() throws {
        let table = try Samples.flights(50_000)
        for plot in [
            try Plot.line(table, x: "time_hour", y: ["arr_delay"]),
            try Plot.scatter(table, x: "gap", y: "arr_delay"),
        ] {
            #expect(PlotSVG().render(plot).utf8.count < 40_000)
        }
    }

    @Test func survivesStorage() throws {
        for (_, plot) in try Samples.plots() {
            let data = try JSONEncoder().encode(plot)
            #expect(try JSONDecoder().decode(Plot.self, from: data) == plot)
        }
    }

    /// A curve of steps, as an ROC is, goes straight up and straight on: no corner is averaged away.
    @Test func stepsStay() throws {
        let table = try Table([
            ("x", nil, Column(doubles: [0, 0, 0.5, 0.5, 1])), ("y", nil, Column(doubles: [0, 0.5, 0.5, 1, 1])),
        ])
        let plot = try Plot.line(table, x: "x", y: ["y"], keepsSteps: true)
        #expect(plot.series == [.init("", .line([.init(0, 0), .init(0, 0.5), .init(0.5, 0.5), .init(0.5, 1), .init(1, 1)]))])
        #expect(plot.y.title == "y")
    }

    /// What is left of a long one still rises only, from corner to corner.
    @Test func longStepsAreThinnedToARisingCurve() throws {
        let xs = (0...20_000).map { step in Double(step / 2) / 10_000 }
        let ys = (0...20_000).map { step in Double((step + 1) / 2) / 10_000 }
        let table = try Table([("x", nil, Column(doubles: xs)), ("y", nil, Column(doubles: ys))])
        let plot = try Plot.line(table, x: "x", y: ["y"], keepsSteps: true)
        guard case .line(let points)? = plot.series.first?.marks else { throw Failure("E482", "no line") }
        #expect(points.count < 2_000)
        #expect(points.first == Plot.Point(0, 0) && points.last == Plot.Point(1, 1))
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.x <= $1.x && $0.y <= $1.y })
    }

    @Test func repeatedPlacesAreAveraged() throws {
        let table = try Table([
            ("x", nil, Column(doubles: [2, 1, 2, .nan, 3])),
            ("y", nil, Column(doubles: [4, 1, 6, 9, .nan])),
        ])
        let plot = try Plot.line(table, x: "x", y: ["y"])
        #expect(plot.series == [.init("", .line([.init(1, 1), .init(2, 5)]))])
        #expect(plot.y.title == "mean of y")
    }

    @Test func barsKeepTheOrderOfATableOfResults() throws {
        let plot = try Plot.bar(Samples.scores(), x: "arm", y: "rmse")
        #expect(plot.x.scale == .bands(["stack", "gbdt pooled", "ridge local", "baseline"]))
    }

    @Test func boxesFollowTukey() throws {
        let table = try Table([("y", nil, Column(doubles: [1, 2, 3, 4, 5, 6, 7, 8, 100]))])
        let box = Plot.Box(
            low: 1, lowerQuartile: 3, median: 5, upperQuartile: 7, high: 8, outliers: [100])
        #expect(try Plot.box(table, y: "y").series == [.init("", .boxes([box]))])
    }

    @Test func histogramsCountEachValueOnce() throws {
        let values = Samples.uniform(1000).map { ($0 * 100).rounded() / 10 }
        let table = try Table([("x", nil, Column(doubles: values))])
        for bins in [nil, 1, 7, 100] {
            guard
                case .bins(let counted) = try Plot.histogram(table, x: "x", bins: bins).series[0]
                    .marks
            else { return #expect(Bool(false), "no bins") }
            #expect(counted.reduce(0) { $0 + $1.count } == 1000)
            for bin in counted.dropLast() {
                let expected = values.count { $0 >= bin.lower && $0 < bin.upper }
                #expect(bin.count == Double(expected))
            }
        }
    }

    /// The largest of few whole numbers has a bin of its own, and so have false and true.
    @Test func wholeNumbersAreNotCountedTogether() throws {
        let table = try Table([("x", nil, Column(ints: (0..<6000).map { $0 % 6 + 1 })), ("flag", nil, Column(bools: (0..<6000).map { $0 % 3 == 0 }))])
        for (column, counts) in [("x", [Double](repeating: 1000, count: 6)), ("flag", [4000, 2000])] {
            guard case .bins(let bins) = try Plot.histogram(table, x: column).series[0].marks else { return #expect(Bool(false), "no bins") }
            #expect(bins.map(\.count) == counts, "\(bins)")
        }
    }

    @Test func manySeriesAreCutToThoseWithMostRows() throws {
        let table = try Table([
            ("x", nil, Column(ints: (0..<100).map { Int64($0) })),
            ("g", nil, Column(strings: (0..<100).map { "g\($0 < 50 ? $0 % 3 : $0)" })),
        ])
        let plot = try Plot.scatter(table, x: "x", y: "x", by: "g")
        #expect(plot.series.count == 8)
        #expect(plot.notes == ["8 of 53 values of 'g' shown: those with most rows"])
    }

    @Test func failuresNameTheColumn() throws {
        let table = try Samples.flights(10)
        let empty = try Table([
            ("x", nil, Column(doubles: [.nan])), ("y", nil, Column(doubles: [1])),
        ])
        let cases: [(code: String, make: () throws(Failure) -> Plot)] = [
            ("E401", { () throws(Failure) in try Plot.line(table, x: "dat", y: ["hour"]) }),
            ("E480", { () throws(Failure) in try Plot.line(table, x: "dest", y: ["hour"]) }),
            ("E480", { () throws(Failure) in try Plot.scatter(table, x: "hour", y: "dest") }),
            (
                "E482",
                { () throws(Failure) in
                    try Plot.line(table, x: "day", y: ["hour", "gap"], by: "dest")
                }
            ),
            ("E482", { () throws(Failure) in try Plot.line(table, x: "day", y: []) }),
            ("E482", { () throws(Failure) in try Plot.histogram(table, x: "hour", bins: 0) }),
            ("E481", { () throws(Failure) in try Plot.scatter(empty, x: "x", y: "y") }),
            ("E481", { () throws(Failure) in try Plot.histogram(empty, x: "x") }),
            ("E481", { () throws(Failure) in try Plot.bar(empty, x: "x", y: "y") }),
            ("E481", { () throws(Failure) in try Plot.box(empty, y: "x") }),
            ("E481", { () throws(Failure) in try Plot.heatMap(empty, x: "x", y: "y") }),
        ]
        for (index, entry) in cases.enumerated() {
            do {
                _ = try entry.make()
                Issue.record("case \(index) drew a plot")
            } catch {
                #expect(error.code == entry.code, "case \(index): \(error)")
            }
        }
    }

    @Test func extremeValuesDoNotTrap() throws {
        let extremes: [[Double]] = [
            [1e308, -1e308], [Double.leastNonzeroMagnitude, 1e-307], [0, 0], [1e15, 1e15 + 1],
            [-1e300, 1e-300], [7],
        ]
        for values in extremes {
            let table = try Table([("x", nil, Column(doubles: values))])
            for plot in [
                try Plot.scatter(table, x: "x", y: "x"), try Plot.histogram(table, x: "x"),
                try Plot.box(table, y: "x"), try Plot.line(table, x: "x", y: ["x"]),
                try Plot.bar(table, x: "x", y: "x"),
                try Plot.heatMap(table, x: "x", y: "x", value: "x"),
            ] {
                #expect(!PlotTerminal().render(plot).isEmpty)
                #expect(!PlotSVG().render(plot).contains("nan"))
            }
        }
    }

    @Test func timeAxesOfEveryLength() throws {
        for days in [0.0001, 0.01, 0.2, 1, 3, 20, 90, 400, 4000, 40_000] {
            let moments = (0...10).map {
                Int64(1_357_000_000e6 + days * 86_400e6 * Double($0) / 10)
            }
            let table = try Table([
                ("t", nil, Column(microseconds: moments, zone: nil, missing: nil)),
                ("y", nil, Column(ints: (0...10).map { Int64($0) })),
            ])
            let lines = PlotTerminal().render(try .line(table, x: "t", y: ["y"])).split(
                separator: "\n")
            try Golden.expect(String(lines[lines.count - 2]) + "\n", "time-\(days).txt")
        }
    }
}

/// Whether each element of a text is closed in order; enough for markup that we write ourselves.
enum XMLCheck {
    static func isWellFormed(_ text: String) -> Bool {
        var open: [Substring] = []
        for part in text.split(separator: "<").filter({ $0.contains(">") }) {
            let tag = part.prefix { $0 != ">" }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
            } else if !tag.hasSuffix("/") {
                open.append(tag.prefix { $0 != " " })
            }
        }
        return open.isEmpty
    }
}
