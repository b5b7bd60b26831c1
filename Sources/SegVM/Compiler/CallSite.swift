/// What is known of a call before it is made: how its arguments are labelled and how each overload of
/// a builtin takes them.
struct CallSite: Sendable {
    /// The name that is called, for messages; nil for a call of an expression.
    let name: String?
    /// Labels of the arguments; nil for positional ones, which come first.
    let labels: [String?]
    /// The byte ranges of the arguments.
    let argumentPlaces: [Range<Int32>]
    /// For a builtin that is known, how each overload is filled.
    let plans: [ArgumentPlan]

    var positionalCount: Int { labels.prefix { $0 == nil }.count }
    var hasLabels: Bool { labels.contains { $0 != nil } }
}

/// How the arguments of a call fill the parameters of one overload.
enum ArgumentPlan: Sendable {
    /// They stand in the order of the parameters, all given.
    case direct
    /// For each register of the callee's window the argument that goes there, or -1 for the default;
    /// then the labels of the open arguments, which are last.
    case sources([Int], openLabels: [String])
    /// They don't fit; why.
    case mismatch(String, hint: String?)
}
