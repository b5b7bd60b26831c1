import SegCore
import SegDiagnostics
import SegFrame

/// The texts of the errors that splitters raise.
enum SplitterErrors {
    static func time(_ source: String) -> Failure {
        Failure(
            "E531",
            "\(source) would train on rows later than those it scores: the task has a time role",
            hint: "use time_folds(), or ignore_time: true if the order does not matter")
    }

    static func noTime(_ source: String) -> Failure {
        Failure(
            "E531", "\(source) needs a task with a time role", hint: "give as_task its time: column"
        )
    }

    /// E533 where rows are parted by what is to be found out.
    static func check(_ source: String, _ column: String, isNotTargetOf task: LearningTask) throws(Failure) {
        guard column.hasSameBytes(as: task.problem.roles.target ?? "") else { return }
        throw Failure(
            "E533", "\(source) parts the rows by the target: each fold would be scored on outcomes that it has not seen",
            hint: "use a column that is known before the outcome, or kfold()")
    }

    static func tooFew(_ source: String, _ rows: Int, groups: Bool) -> Failure {
        let what = (groups ? "group" : "row") + (rows == 1 ? " is" : "s are")
        return Failure(
            "E532", "\(source): \(rows) \(what) too few",
            hint: "use a smaller k, or more data")
    }

    static func empty(_ source: String, _ what: String) -> Failure {
        Failure(
            "E533", "\(source): \(what)",
            hint: "look at the span of the time column and at gap: and window:")
    }
}

extension ModuleArguments {
    /// A span of time: a duration, `months(n)`, or a plain number for a numeric time column; nil
    /// for nil, and for 0.
    func timeSpan(_ name: String) throws(Failure) -> TimeSpan? {
        switch self[name] {
        case .null, .int(0): return nil
        case .period(.nanoseconds(0)) where name == "gap": return nil
        case .period(let period): return try positive(.period(period), name)
        case .scalar(.duration(let size)): return try positive(.period(.nanoseconds(size)), name)
        case .int(let size): return try positive(.number(Double(size)), name)
        case .number(let size): return try positive(.number(size), name)
        default: throw mismatch(name, "a duration such as 7d, months(1), or a number")
        }
    }

    private func positive(_ span: TimeSpan, _ name: String) throws(Failure) -> TimeSpan {
        guard span.isPositive else {
            throw Failure("E503", "\(module): '\(name):' must be a positive span")
        }
        return span
    }
}

extension ModuleParameterKind {
    /// What a span of time is written as.
    static let timeSpan = ModuleParameterKind.either([.period, .duration, .number(0...1e15)])
}
