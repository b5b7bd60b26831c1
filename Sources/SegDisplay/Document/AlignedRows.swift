/// Rows whose columns are aligned: a leaderboard, a list of segments, the features of a task.
///
/// The cells are texts that are formatted already. In a terminal the columns stand apart by spaces
/// alone; on a page they are a table.
public struct AlignedRows: Hashable, Sendable, Codable {
    /// One column: its title and where its cells stand.
    public struct Column: Hashable, Sendable, Codable {
        /// The title in the header.
        public var title: String
        /// A second, dimmed line of the header, such as a type.
        public var subtitle: String?
        /// Where the cells stand.
        public var alignment: TextAlignment
        /// The spaces before the column in a terminal.
        public var gap: Int
        /// Whether the column stands under the title of the one before. A cell of that column may
        /// then run over into this one where this one's cell is empty.
        public var isJoined: Bool
        /// Whether a narrow terminal shows the column before those to the left of it, as what the rows are about.
        public var isEssential: Bool?

        /// A column whose cells stand at the start unless another alignment is given.
        public init(
            _ title: String, _ alignment: TextAlignment = .leading, subtitle: String? = nil,
            gap: Int = 3, isJoined: Bool = false, isEssential: Bool? = nil
        ) {
            self.title = title
            self.subtitle = subtitle
            self.alignment = alignment
            self.gap = gap
            self.isJoined = isJoined
            self.isEssential = isEssential
        }
    }

    /// The columns from the left.
    public var columns: [Column]
    /// The cells of each row; missing ones at the end count as empty.
    public var rows: [[StyledText]]
    /// Whether the titles are shown.
    public var showsHeader: Bool
    /// Lines below the rows, such as `… 26 more`.
    public var notes: [StyledText]

    /// Rows under columns; `notes` are lines below them.
    public init(
        _ columns: [Column], rows: [[StyledText]] = [], showsHeader: Bool = true,
        notes: [StyledText] = []
    ) {
        self.columns = columns
        self.rows = rows
        self.showsHeader = showsHeader
        self.notes = notes
    }

    /// Adds a row at the end.
    public mutating func append(_ row: [StyledText]) { rows.append(row) }

    func cell(_ row: Int, _ column: Int) -> StyledText {
        rows[row].indices.contains(column) ? rows[row][column] : StyledText()
    }

    /// Whether the first cell of a group of columns has the whole group to itself.
    func runsOver(_ row: Int, _ group: Range<Int>) -> Bool {
        group.count > 1 && group.dropFirst().allSatisfy { cell(row, $0).isEmpty }
    }

    /// The columns in groups that share a title.
    var groups: [Range<Int>] {
        var groups: [Range<Int>] = []
        for (index, column) in columns.enumerated() {
            if column.isJoined, let last = groups.last {
                groups[groups.count - 1] = last.lowerBound..<(index + 1)
            } else {
                groups.append(index..<(index + 1))
            }
        }
        return groups
    }
}
