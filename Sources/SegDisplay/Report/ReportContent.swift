/// All that the report of one run says; the runner fills it in.
public struct ReportContent: Hashable, Sendable, Codable {
    public enum Status: String, Hashable, Sendable, Codable {
        case done, failed, expectationFailed, limit, interrupted, running
    }

    /// A name and what it was, such as a parameter or a version.
    public struct Entry: Hashable, Sendable, Codable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A part of the last section, such as versions or digests of data.
    public struct Provenance: Hashable, Sendable, Codable {
        public var title: String
        public var entries: [Entry]

        public init(_ title: String, _ entries: [Entry]) {
            self.title = title
            self.entries = entries
        }
    }

    public var title: String
    /// The file of the notebook, as the user named it.
    public var notebook: String
    public var status: Status
    /// What ended the run, in one line, where that was not its end.
    public var reason: String?
    /// When the run began, as text to be shown.
    public var started: String?
    /// How long the run took, in seconds.
    public var seconds: Double?
    /// The parameters with which it ran.
    public var parameters: [Entry]
    public var cells: [ReportCell]
    public var provenance: [Provenance]

    public init(
        title: String, notebook: String, status: Status, reason: String? = nil,
        started: String? = nil,
        seconds: Double? = nil, parameters: [Entry] = [], cells: [ReportCell] = [],
        provenance: [Provenance] = []
    ) {
        self.title = title
        self.notebook = notebook
        self.status = status
        self.reason = reason
        self.started = started
        self.seconds = seconds
        self.parameters = parameters
        self.cells = cells
        self.provenance = provenance
    }
}

/// One cell of a report.
public struct ReportCell: Hashable, Sendable, Codable {
    public enum Status: String, Hashable, Sendable, Codable {
        case done, failed, skipped, limit, interrupted, notRun
        /// Its results were taken from the cache.
        case cached
        /// An expectation in it did not hold.
        case expectationFailed
        /// A cell of prose.
        case prose
    }

    public var name: String
    public var status: Status
    /// Code as it stands in the notebook, or the Markdown of a cell of prose.
    public var source: String
    public var language: CodeLanguage
    /// How long it ran, in seconds.
    public var seconds: Double?
    /// Why it was skipped, or what stopped it.
    public var reason: String?
    /// What it printed and showed, in order.
    public var output: Document
    /// Its errors and warnings with their place and caret; `StyledText(ansi:)` takes them as they
    /// are printed with colour.
    public var diagnostics: [StyledText]

    public init(
        name: String, status: Status, source: String, language: CodeLanguage = .segnb,
        seconds: Double? = nil, reason: String? = nil, output: Document = Document(),
        diagnostics: [StyledText] = []
    ) {
        self.name = name
        self.status = status
        self.source = source
        self.language = language
        self.seconds = seconds
        self.reason = reason
        self.output = output
        self.diagnostics = diagnostics
    }
}
