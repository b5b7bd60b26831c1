import SegLibrary

/// Limits as they are written on the command line.
public enum RunLimits {
    /// Nanoseconds of a duration such as `30m` or `1.5h`; nil for anything else, or no time at all.
    public static func time(_ text: String) -> Int? {
        guard case .duration(let nanoseconds)? = MomentText.duration(text), nanoseconds > 0 else { return nil }
        return nanoseconds
    }

    /// Bytes of a size such as `4GB`.
    public static func memory(_ text: String) -> Int? { ByteCount.parse(text) }
}
