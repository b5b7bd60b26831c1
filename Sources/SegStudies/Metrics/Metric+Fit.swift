import SegCore
import SegDiagnostics

extension Metric {
    /// E551 where the metric says nothing of a kind of target.
    public func requireFit(_ kind: ProblemKind) throws(Failure) {
        guard !kinds.contains(kind) else { return }
        let meant = kinds.map(\.rawValue).sorted().joined(separator: " or ")
        throw Failure("E551", "\(source) is a metric for \(meant), and the target is \(kind.rawValue)", subject: name)
    }
}
