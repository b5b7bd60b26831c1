import SegDisplay

/// What a cell put out at one moment.
enum OutputPiece: Sendable, Codable {
    /// Printed lines, without the last line feed.
    case text(String)
    /// A value, a table, a plot.
    case shown(Document)

    var document: Document {
        switch self {
        case .text(let text): Document(text: text)
        case .shown(let document): document
        }
    }
}

extension [OutputPiece] {
    /// The pieces with text that follows text joined to it: what a cell printed is the same whenever its lines were passed on.
    var merged: [OutputPiece] {
        var merged: [OutputPiece] = []
        var lines: [String] = []
        func end(_ merged: inout [OutputPiece]) {
            if !lines.isEmpty { merged.append(.text(lines.joined(separator: "\n"))) }
            lines = []
        }
        for piece in self {
            switch piece {
            case .text(let text): lines.append(text)
            case .shown:
                end(&merged)
                merged.append(piece)
            }
        }
        end(&merged)
        return merged
    }
}
