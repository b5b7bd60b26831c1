/// A host's state that knows what work did beside giving values.
///
/// A module is run once and used by many: what its run read and did counts for each cell that uses it.
public protocol EffectRecording: AnyObject {
    /// Runs work, and tells what it did beside.
    func recording<Result>(_ work: () throws -> Result) rethrows -> (result: Result, effects: any Sendable)

    /// Notes what was recorded as done now.
    func repeatEffects(_ effects: any Sendable)
}
