/// What a cell, a command or a value shows, independent of where it is shown.
///
/// A document is a plain value that can be stored; tables are in it as previews and plots as data,
/// so a report can be made from it long after the run.
public struct Document: Hashable, Sendable, Codable {
    /// One piece of a document; pieces stand below each other.
    public enum Block: Hashable, Sendable, Codable {
        /// Level 1 to 6.
        case heading(String, level: Int)
        /// Prose, broken between words.
        case paragraph(StyledText)
        /// Text whose line breaks and spaces stand.
        case preformatted(StyledText)
        case table(TablePreview)
        case rows(AlignedRows)
        case plot(Plot)
        /// A picture: drawn on a page, small in a terminal that has colours.
        case image(Picture)
        /// HTML from elsewhere: on a page what is harmless of it, in a terminal its text.
        case page(html: String, text: String)
        /// Names and what they are; values wrap beside the names.
        case keyValues([KeyValue])
        case list([StyledText])
        /// Markdown: rendered on a page, shown as its source in a terminal.
        case markdown(String)
        /// What a page has room for, folded under its title; a terminal leaves it out.
        case aside(title: String, Document)
    }

    /// A name and what it is.
    public struct KeyValue: Hashable, Sendable, Codable {
        /// The name.
        public var key: StyledText
        /// What it is; may have several lines.
        public var value: StyledText

        /// A pair of styled texts.
        public init(_ key: StyledText, _ value: StyledText) {
            self.key = key
            self.value = value
        }
    }

    /// The pieces from the top.
    public var blocks: [Block]

    /// A document of these pieces.
    public init(_ blocks: [Block] = []) { self.blocks = blocks }

    /// A document of one line or several of plain text.
    public init(text: String) { self.init([.preformatted(StyledText(text))]) }

    /// Adds a piece at the end.
    public mutating func append(_ block: Block) { blocks.append(block) }

    /// Adds all pieces of another document at the end.
    public mutating func append(_ other: Document) { blocks += other.blocks }

    /// Both documents below each other.
    public static func + (left: Document, right: Document) -> Document {
        Document(left.blocks + right.blocks)
    }
}
