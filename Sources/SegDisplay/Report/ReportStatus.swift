extension ReportCell.Status {
    /// The statuses that the summary counts, in its order, with their words.
    static let counted: [(ReportCell.Status, String)] = [
        (.done, "done"), (.cached, "from the cache"), (.failed, "failed"),
        (.expectationFailed, "with a failed expectation"), (.limit, "stopped by a limit"),
        (.interrupted, "interrupted"), (.skipped, "skipped"), (.running, "running"), (.notRun, "not run"),
    ]

    /// What the head of the cell says; nothing for the usual.
    var badge: String? {
        switch self {
        case .done, .prose: nil
        case .cached: "cached"
        case .failed: "failed"
        case .expectationFailed: "expectation failed"
        case .limit: "limit"
        case .interrupted: "interrupted"
        case .skipped: "skipped"
        case .running: "running"
        case .notRun: "not run"
        }
    }

    var style: String {
        switch self {
        case .done: "green"
        case .failed, .expectationFailed, .limit: "red"
        case .skipped, .interrupted, .running: "yellow"
        case .cached, .notRun, .prose: "dim"
        }
    }

    /// Whether the table of contents says that something is wrong with the cell.
    var isNoteworthy: Bool {
        switch self {
        case .done, .cached, .prose: false
        case .failed, .expectationFailed, .limit, .skipped, .interrupted, .running, .notRun: true
        }
    }
}

extension ReportContent.Status {
    var text: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .expectationFailed: "expectation failed"
        case .limit: "limit reached"
        case .interrupted: "interrupted"
        case .running: "running"
        }
    }

    var style: String {
        switch self {
        case .done: "green"
        case .failed, .expectationFailed, .limit: "red"
        case .interrupted, .running: "yellow"
        }
    }
}
