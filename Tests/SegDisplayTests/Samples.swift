import SegDisplay
import SegFrame

/// Small tables and plots for the tests.
enum Samples {
    /// Numbers that look random and are the same each time (Knuth's MMIX generator).
    static func uniform(_ count: Int, seed: UInt64 = 7) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 33) / Double(1 << 31)
        }
    }

    static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    static func flights(_ count: Int = 400) throws -> Table {
        let random = uniform(count * 3)
        let delays = (0..<count).map { row in
            row % 23 == 5 ? Double.nan : (random[row] + random[count + row] - 0.8) * 60
        }
        let carriers = (0..<count).map { Int32(random[2 * count + $0] * 4) }
        let places: [String?] = [
            "IAH", "東京", "a long name of a destination, longer than most", nil,
        ]
        return try Table([
            ("day", nil, Column(dates: (0..<count).map { Int32(15_706 + $0 * 365 / count) })),
            (
                "time_hour", nil,
                Column(
                    microseconds: (0..<count).map {
                        1_357_016_400_000_000 + Int64($0) * 3_600_000_000
                    },
                    zone: "America/New_York", missing: nil)
            ),
            ("carrier", nil, Column(codes: carriers, levels: ["AA", "B6", "DL", "EV"])),
            ("dest", nil, Column(strings: (0..<count).map { places[$0 % 4] })),
            ("hour", nil, Column(ints: (0..<count).map { Int64($0 % 24) })),
            ("arr_delay", nil, Column(doubles: delays)),
            ("late", nil, Column(bools: delays.map { $0.isNaN ? nil : $0 > 15 })),
            (
                "gap", nil,
                Column(nanoseconds: (0..<count).map { Int64($0) * 90_000_000_000 }, missing: nil)
            ),
        ])
    }

    static func scores() throws -> Table {
        try Table([
            ("arm", nil, Column(strings: ["stack", "gbdt pooled", "ridge local", "baseline"])),
            ("rmse", nil, Column(doubles: [17.94, 18.0, 18.08, 44.67])),
            ("lower", nil, Column(doubles: [16.85, 16.9, 16.95, 40.2])),
            ("upper", nil, Column(doubles: [19.12, 19.18, 19.28, 49.15])),
        ])
    }

    static func plots() throws -> [(name: String, plot: Plot)] {
        let table = try flights()
        return [
            ("line", try .line(table, x: "day", y: ["arr_delay"], title: "Delay by day")),
            ("lines", try .line(table, x: "hour", y: ["arr_delay"], by: "carrier")),
            (
                "scatter",
                try .scatter(table, x: "hour", y: "arr_delay", by: "late", title: "A & <B>")
            ),
            ("histogram", try .histogram(table, x: "arr_delay")),
            ("histograms", try .histogram(table, x: "arr_delay", by: "late")),
            ("bar", try .bar(scores(), x: "arm", y: "rmse", lower: "lower", upper: "upper")),
            ("bars", try .bar(table, x: "carrier", by: "late", title: "Rows")),
            ("box", try .box(table, x: "carrier", y: "arr_delay")),
            ("heatmap", try .heatMap(table, x: "carrier", y: "late", value: "arr_delay")),
            ("curve", roc),
        ]
    }

    /// A curve with its band and the diagonal to compare with.
    static var roc: Plot {
        let xs = (0...20).map { Double($0) / 20 }
        let curve = xs.map { Plot.Point($0, 1 - (1 - $0) * (1 - $0)) }
        let band = curve.map { Plot.Interval($0.x, lower: $0.y * 0.95, upper: $0.y * 0.95 + 0.05) }
        return Plot(
            "ROC", x: .init("false positives"), y: .init("true positives"),
            series: [
                .init("chance", .line([.init(0, 0), .init(1, 1)]), isReference: true),
                .init("gbdt", .band(band)), .init("gbdt", .line(curve)),
            ])
    }

    /// A leaderboard as a study prints it.
    static var leaderboard: Document {
        var board = AlignedRows([
            .init("arm"), .init("rmse", .around(".")), .init("interval", .around("–")),
            .init("against gbdt pooled", .trailing),
            .init("", .around("…"), gap: 2, isJoined: true), .init("mae", .around(".")),
            .init("skill", .trailing, gap: 2),
        ])
        board.append([
            StyledText("stack", .bold), "17.94", "16.85 – 19.12", StyledText("−0.32 %", .green),
            "−0.64 … −0.04", "13.05", ".598",
        ])
        board.append([
            "gbdt pooled", "18.00", "16.90 – 19.18", "the reference", "", "13.05", ".597",
        ])
        board.append([
            "baseline", "44.67", "40.20 – 49.15", StyledText("+148 %", .red), "+135 … +161",
            "28.90",
            ".000",
        ])
        board.notes = [StyledText("… 26 more: leaderboard(study, by: \"segment\")", .dim)]
        return Document([
            .keyValues([
                .init(StyledText("Study", .bold), "flights · arr_delay, regression · 35 segments"),
                .init("rows", "112,677 scored out of fold: time_folds(4), 1 Jul – 31 Oct, gap 1d"),
            ]),
            .rows(board),
            .keyValues([
                .init(
                    "notes",
                    """
                    6 segments had under 500 training rows in some fold and were served by their \
                    origin there: EWR/9E EWR/AS JFK/HA LGA/F9
                    EWR/OO has no scored row
                    """)
            ]),
        ])
    }
}
