import SegDiagnostics
import SegFrame

extension Pipeline {
    /// Fits the steps on a sample and tells what each did.
    ///
    /// One row a part: `part`, `version`, `rows` that reach it, features `in` and `out`, the names
    /// that it `added` and `removed`, and what it `learned`. The estimator's row names what reaches
    /// it.
    public func trace(_ sample: Sample, _ context: FitContext = FitContext()) throws -> Table {
        var lines: [TraceLine] = []
        var current = sample
        for part in steps {
            let fit = try fitStep(part, current, context)
            lines.append(TraceLine(part.part, before: current, after: fit.training, fit.fitted))
            current = fit.training
        }
        if let estimator {
            lines.append(TraceLine(reaching: estimator, current))
        }
        return try TraceLine.table(lines)
    }
}

/// One row of a trace.
private struct TraceLine {
    let part: String
    let version: Int?
    let rows: Int
    let featuresIn: Int
    let featuresOut: Int?
    let added: [String]
    let removed: [String]
    let learned: String

    init(_ part: LearnerPart, before: Sample, after: Sample, _ fitted: any FittedStep) {
        let old = Set(before.features.map(Utf8Key.init))
        let new = Set(after.features.map(Utf8Key.init))
        self.part = part.name
        version = part.version
        rows = before.rowCount
        featuresIn = before.features.count
        featuresOut = after.features.count
        added = after.features.filter { !old.contains(Utf8Key($0)) }
        removed = before.features.filter { !new.contains(Utf8Key($0)) }
        let dropped = before.rowCount - after.rowCount
        let note = dropped == 0 ? [] : ["\(dropped) rows dropped (training only)"]
        learned = ([fitted.learned] + note).filter { !$0.isEmpty }.joined(separator: "; ")
    }

    init(reaching estimator: NamedLearner, _ sample: Sample) {
        part = estimator.name
        version = estimator.learner.parts.first?.version
        rows = sample.rowCount
        featuresIn = sample.features.count
        featuresOut = nil
        (added, removed) = ([], [])
        let shown = sample.features.prefix(20).joined(separator: ", ")
        learned = "reads " + shown + (sample.features.count > 20 ? ", …" : "")
    }

    static func table(_ lines: [TraceLine]) throws(Failure) -> Table {
        func numbers(_ values: [Int?]) -> Column {
            Column(ints: values.map { Int64($0 ?? 0) }, missing: values.map { $0 == nil })
        }
        func list(_ names: [[String]]) -> Column {
            Column(strings: names.map { $0.joined(separator: ", ") })
        }
        return try Table([
            ("part", nil, Column(strings: lines.map(\.part))),
            ("version", nil, numbers(lines.map(\.version))),
            ("rows", nil, numbers(lines.map(\.rows))),
            ("in", nil, numbers(lines.map(\.featuresIn))),
            ("out", nil, numbers(lines.map(\.featuresOut))),
            ("added", nil, list(lines.map(\.added))),
            ("removed", nil, list(lines.map(\.removed))),
            ("learned", nil, Column(strings: lines.map(\.learned))),
        ])
    }
}
