/// All that the report of one run says; the runner fills it in.
public struct ReportContent: Hashable, Sendable, Codable {
    /// How the run ended.
    public enum Status: String, Hashable, Sendable, Codable {
        case done, failed, expectationFailed, limit, interrupted, running
    }

    /// A name and what it was, such as a parameter or a version.
    public struct Entry: Hashable, Sendable, Codable {
        /// The name.
        public var name: String
        /// What it was, as text.
        public var value: String

        /// A name with its value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A part of the last section, such as versions or digests of data.
    public struct Provenance: Hashable, Sendable, Codable {
        /// The title of the part.
        public var title: String
        /// What it lists.
        public var entries: [Entry]

        /// A part of the section with its title.
        public init(_ title: String, _ entries: [Entry]) {
            self.title = title
            self.entries = entries
        }
    }

    /// The title of the notebook.
    public var title: String
    /// The file of the notebook, as the user named it.
    public var notebook: String
    /// How the run ended.
    public var status: Status
    /// What ended the run, in one line, where that was not its end.
    public var reason: String?
    /// When the run began, as text to be shown.
    public var started: String?
    /// How long the run took, in seconds.
    public var seconds: Double?
    /// The parameters with which it ran.
    public var parameters: [Entry]
    /// The cells in the order of the notebook.
    public var cells: [ReportCell]
    /// The parts of the last section.
    public var provenance: [Provenance]

    /// All parts of a report; those with defaults may be missing.
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
    /// What became of a cell.
    public enum Status: String, Hashable, Sendable, Codable {
        case done, failed, skipped, limit, interrupted, running, notRun
        /// Its results were taken from the cache.
        case cached
        /// An expectation in it did not hold.
        case expectationFailed
        /// A cell of prose.
        case prose
    }

    /// The name of the cell.
    public var name: String
    /// What became of it.
    public var status: Status
    /// Code as it stands in the notebook, or the Markdown of a cell of prose.
    public var source: String
    /// The language of the source.
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

    /// All parts of a cell; those with defaults may be missing.
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
