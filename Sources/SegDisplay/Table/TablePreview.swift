import SegFrame

/// The part of a table that is shown: names, types, the first rows and the last, formatted.
///
/// A small plain value that can be stored in place of the table.
public struct TablePreview: Hashable, Sendable, Codable {
    /// One column with the texts of its cells.
    public struct Column: Hashable, Sendable, Codable {
        /// The name as the table has it.
        public var name: String
        /// The type as messages write it: `Float`, `Category`.
        public var type: String
        /// Where the cells stand.
        public var alignment: TextAlignment
        /// Whether the cells are text that may be cut to save room; numbers and dates never are.
        public var isText: Bool
        /// The texts of the rows shown; nil is a missing value.
        public var cells: [String?]

        /// A column of formatted cells.
        public init(
            _ name: String, type: String, _ alignment: TextAlignment = .leading,
            isText: Bool = false,
            cells: [String?]
        ) {
            self.name = name
            self.type = type
            self.alignment = alignment
            self.isText = isText
            self.cells = cells
        }
    }

    /// All columns of the table, in its order.
    public var columns: [Column]
    /// The rows of the whole table.
    public var rowCount: Int
    /// How many of the rows shown are the table's first; the others are its last.
    public var head: Int
    /// How many of the rows shown are the table's last.
    public var tail: Int

    /// A preview made of formatted columns; each has `head + tail` cells.
    public init(_ columns: [Column], rowCount: Int, head: Int, tail: Int = 0) {
        self.columns = columns
        self.rowCount = rowCount
        self.head = max(0, head)
        self.tail = max(0, tail)
    }

    /// Takes the first rows and the last of a table; all rows when there are no more than that.
    public init(_ table: Table, head: Int = 50, tail: Int = 5) {
        let head = max(0, head)
        let tail = max(0, tail)
        let isWhole = table.rowCount <= head + tail
        let shownHead = isWhole ? table.rowCount : head
        let shownTail = isWhole ? 0 : tail
        let rows = Array(0..<shownHead) + Array((table.rowCount - shownTail)..<table.rowCount)
        let columns = zip(table.schema.fields, table.columns).map { field, column in
            Column(
                field.name, type: field.type.description, CellText.alignment(field.type),
                isText: field.type.isText,
                cells: field.kind == .image
                    ? CellText.images(column, rows: rows) : CellText.texts(column, rows: rows))
        }
        self.init(columns, rowCount: table.rowCount, head: shownHead, tail: shownTail)
    }

    /// The rows of the table that are not in the preview.
    public var hidden: Int { max(0, rowCount - head - tail) }

    /// `35,549 rows × 13 columns`.
    public var countLine: String {
        let rows = "\(NumberText.grouped(rowCount)) row\(rowCount == 1 ? "" : "s")"
        return rows
            + " × \(NumberText.grouped(columns.count)) column\(columns.count == 1 ? "" : "s")"
    }

    /// A preview with fewer rows: at most `count`, the last ones kept where there is room.
    func limited(to count: Int) -> TablePreview {
        guard head + tail > max(1, count) else { return self }
        let kept = max(1, count)
        let last = min(hidden > 0 ? tail : head, kept >= 8 ? 3 : kept >= 4 ? 1 : 0)
        let first = kept - last
        var preview = self
        for index in columns.indices {
            let cells = columns[index].cells
            preview.columns[index].cells = Array(cells.prefix(first) + cells.suffix(last))
        }
        preview.head = first
        preview.tail = last
        return preview
    }
}
