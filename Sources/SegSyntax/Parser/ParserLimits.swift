/// Bounds that keep parsing, and walking a tree by recursion, within any thread's stack.
public enum ParserLimits {
    /// How deeply brackets, blocks, prefixes and texts may be nested.
    public static let nesting = 200
    /// How deep a tree may be: nesting and chains of operators or calls together.
    public static let depth = 1000
    /// How many errors of one source are reported.
    public static let problems = 50
}
