/// A drawing as data: axes and series of marks, without colours or sizes.
///
/// `PlotTerminal` and `PlotSVG` draw it. All numbers in it are finite, so that it can be stored.
public struct Plot: Hashable, Sendable, Codable {
    public struct Axis: Hashable, Sendable, Codable {
        public enum Scale: Hashable, Sendable, Codable {
            case linear
            /// Values are seconds since 1970-01-01 00:00 on the clock to be shown.
            case time
            /// One place for each name; values are places from 0.
            case bands([String])
        }

        public var title: String
        public var scale: Scale

        public init(_ title: String, _ scale: Scale = .linear) {
            self.title = title
            self.scale = scale
        }
    }

    public struct Point: Hashable, Sendable, Codable {
        public var x: Double
        public var y: Double

        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// A range of y at an x, as a confidence band has it.
    public struct Range: Hashable, Sendable, Codable {
        public var x: Double
        public var lower: Double
        public var upper: Double

        public init(_ x: Double, lower: Double, upper: Double) {
            self.x = x
            self.lower = lower
            self.upper = upper
        }
    }

    /// The height of a bar, with the ends of its interval where there is one.
    public struct Bar: Hashable, Sendable, Codable {
        public var value: Double
        public var lower: Double?
        public var upper: Double?

        public init(_ value: Double, lower: Double? = nil, upper: Double? = nil) {
            self.value = value
            self.lower = lower
            self.upper = upper
        }
    }

    /// A bin of a histogram: the values in `lower..<upper`, the last bin including its end.
    public struct Bin: Hashable, Sendable, Codable {
        public var lower: Double
        public var upper: Double
        public var count: Double

        public init(lower: Double, upper: Double, count: Double) {
            self.lower = lower
            self.upper = upper
            self.count = count
        }
    }

    /// Quartiles, whiskers at the last values within 1.5 interquartile ranges (Tukey 1977), and
    /// values beyond them.
    public struct Box: Hashable, Sendable, Codable {
        public var low: Double
        public var lowerQuartile: Double
        public var median: Double
        public var upperQuartile: Double
        public var high: Double
        public var outliers: [Double]

        public init(
            low: Double, lowerQuartile: Double, median: Double, upperQuartile: Double, high: Double,
            outliers: [Double] = []
        ) {
            self.low = low
            self.lowerQuartile = lowerQuartile
            self.median = median
            self.upperQuartile = upperQuartile
            self.high = high
            self.outliers = outliers
        }
    }

    public enum Marks: Hashable, Sendable, Codable {
        /// A curve through points in order of x.
        case line([Point])
        /// The area between two curves.
        case band([Range])
        case points([Point])
        /// One bar for each band of the x axis, or none.
        case bars([Bar?])
        case bins([Bin])
        /// One box for each band of the x axis, or none.
        case boxes([Box?])
        /// Values by band of the y axis, then of the x axis, from the first.
        case cells([[Double?]])
    }

    public struct Series: Hashable, Sendable, Codable {
        /// The name in the legend; series of one name share a colour and an entry.
        public var name: String
        public var marks: Marks
        /// Whether it is there to compare with, such as a diagonal: drawn grey and dashed.
        public var isReference: Bool

        public init(_ name: String, _ marks: Marks, isReference: Bool = false) {
            self.name = name
            self.marks = marks
            self.isReference = isReference
        }
    }

    public var title: String
    public var x: Axis
    public var y: Axis
    public var series: [Series]
    /// What was left out or summarised, in one line each.
    public var notes: [String]

    /// Series in the order in which they are drawn; the numbers in them must be finite.
    public init(_ title: String = "", x: Axis, y: Axis, series: [Series], notes: [String] = []) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
        self.notes = notes
    }
}
