import SegDisplay
import SegFrame

/// Segments: the tree with rows, share, missing and target.
enum SegmentsDocument {
    private static let shown = 60

    static func of(_ value: SegmentsValue) -> Document {
        let segments = value.segments
        let leaves = segments.leaves.count
        let levels = segments.levels.joined(separator: " / ")
        let title = "Segments  \(levels) · \(leaves) \(leaves == 1 ? "leaf" : "leaves") · a leaf under "
            + "\(NumberText.grouped(segments.minRows)) rows is served by its parent"
        var document = Document([.paragraph(StyledText(title, .bold))])
        guard let listing = value.listing else { return document }
        document.append(.table(TablePreview(listing, head: shown, tail: 0)))
        return document
    }
}
