/// A drawing as data: axes and series of marks, without colours or sizes.
///
/// `PlotTerminal` and `PlotSVG` draw it. All numbers in it are finite, so that it can be stored.
public struct Plot: Hashable, Sendable, Codable {
    /// One axis: what it measures and how values are placed along it.
    public struct Axis: Hashable, Sendable, Codable {
        /// How values are placed along an axis.
        public enum Scale: Hashable, Sendable, Codable {
            case linear
            /// Values are seconds since 1970-01-01 00:00 on the clock to be shown.
            case time
            /// One place for each name; values are places from 0.
            case bands([String])
        }

        /// What the axis measures.
        public var title: String
        /// How values are placed.
        public var scale: Scale

        /// An axis with a title.
        public init(_ title: String, _ scale: Scale = .linear) {
            self.title = title
            self.scale = scale
        }
    }

    /// A place in the drawing.
    public struct Point: Hashable, Sendable, Codable {
        /// The place across.
        public var x: Double
        /// The place up.
        public var y: Double

        /// The point of two coordinates.
        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// A range of y at an x, as a confidence band has it.
    public struct Interval: Hashable, Sendable, Codable {
        /// The place across.
        public var x: Double
        /// The lower end.
        public var lower: Double
        /// The upper end.
        public var upper: Double

        /// The interval from `lower` to `upper` at `x`.
        public init(_ x: Double, lower: Double, upper: Double) {
            self.x = x
            self.lower = lower
            self.upper = upper
        }
    }

    /// The height of a bar, with the ends of its interval where there is one.
    public struct Bar: Hashable, Sendable, Codable {
        /// The height.
        public var value: Double
        /// The lower end of the interval.
        public var lower: Double?
        /// The upper end of the interval.
        public var upper: Double?

        /// A bar from zero to `value`.
        public init(_ value: Double, lower: Double? = nil, upper: Double? = nil) {
            self.value = value
            self.lower = lower
            self.upper = upper
        }
    }

    /// A bin of a histogram: the values in `lower..<upper`, the last bin including its end.
    public struct Bin: Hashable, Sendable, Codable {
        /// Where the bin begins.
        public var lower: Double
        /// Where the bin ends.
        public var upper: Double
        /// How many values lie in it.
        public var count: Double

        /// A bin with its count.
        public init(lower: Double, upper: Double, count: Double) {
            self.lower = lower
            self.upper = upper
            self.count = count
        }
    }

    /// Quartiles, whiskers at the last values within 1.5 interquartile ranges (Tukey 1977), and
    /// values beyond them.
    public struct Box: Hashable, Sendable, Codable {
        /// The end of the lower whisker.
        public var low: Double
        /// The quartile below the median.
        public var lowerQuartile: Double
        /// The median.
        public var median: Double
        /// The quartile above the median.
        public var upperQuartile: Double
        /// The end of the upper whisker.
        public var high: Double
        /// The values beyond the whiskers, or some of them where there are many.
        public var outliers: [Double]

        /// A box with its whiskers; see the properties.
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

    /// What is drawn for a series.
    public enum Marks: Hashable, Sendable, Codable {
        /// A curve through points in order of x.
        case line([Point])
        /// The area between two curves.
        case band([Interval])
        case points([Point])
        /// One bar for each band of the x axis, or none.
        case bars([Bar?])
        case bins([Bin])
        /// One box for each band of the x axis, or none.
        case boxes([Box?])
        /// Values by band of the y axis, then of the x axis, from the first.
        case cells([[Double?]])
    }

    /// Marks of one colour with their name.
    public struct Series: Hashable, Sendable, Codable {
        /// The name in the legend; series of one name share a colour and an entry.
        public var name: String
        /// What is drawn.
        public var marks: Marks
        /// Whether it is there to compare with, such as a diagonal: drawn grey and dashed.
        public var isReference: Bool

        /// A series; the name is empty where there is only one.
        public init(_ name: String, _ marks: Marks, isReference: Bool = false) {
            self.name = name
            self.marks = marks
            self.isReference = isReference
        }
    }

    /// The title above the drawing; empty for none.
    public var title: String
    /// The axis across.
    public var x: Axis
    /// The axis up.
    public var y: Axis
    /// The series from the back to the front.
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
