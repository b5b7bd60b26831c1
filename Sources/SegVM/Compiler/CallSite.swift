/// What is known of a call before it is made: how its arguments are labelled and, for a builtin,
/// how each overload takes them.
final class CallSite: Sendable {
    /// The name that is called, for messages; nil for a call of an expression.
    let name: String?
    /// Whether it was written `x.f(…)`.
    let isMethod: Bool
    let shape: ArgumentShape
    /// The byte ranges of the arguments.
    let argumentPlaces: [Range<Int32>]
    /// The builtin that is meant, or meant when the name's value is no function.
    let native: NativeObject?
    /// For that builtin, how each overload is filled.
    let plans: [ArgumentPlan]
    /// The only overload when it takes the arguments as they stand.
    let direct: PreparedNative?

    init(
        name: String?, isMethod: Bool, shape: ArgumentShape, argumentPlaces: [Range<Int32>],
        native: NativeObject?
    ) {
        self.name = name
        self.isMethod = isMethod
        self.shape = shape
        self.argumentPlaces = argumentPlaces
        self.native = native
        plans = native?.overloads.map { ArgumentPlan.plan(shape, for: $0) } ?? []
        if let native, native.prepared.count == 1, case .direct? = plans.first {
            direct = native.prepared[0]
        } else {
            direct = nil
        }
    }
}

/// How the arguments of a call are written.
struct ArgumentShape: Sendable {
    /// Labels in order; nil for positional arguments, which come first.
    let labels: [String?]
    /// Whether the last argument is a closure after the parentheses.
    let hasTrailingClosure: Bool

    var count: Int { labels.count }

    /// Whether the arguments stand in order of the parameters, if there are as many.
    var isPlain: Bool { !labels.contains { $0 != nil } }

    static func positional(_ count: Int) -> ArgumentShape {
        ArgumentShape(labels: Array(repeating: nil, count: count), hasTrailingClosure: false)
    }
}
