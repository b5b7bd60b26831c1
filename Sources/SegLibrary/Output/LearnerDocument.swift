import SegCore
import SegDisplay

/// A learner: one line a part, with its version.
enum LearnerDocument {
    static func of(_ learner: any Learner) -> Document {
        var rows = AlignedRows([.init("part"), .init("", .leading)], showsHeader: false)
        for part in learner.parts {
            rows.append([StyledText("\(part.name)@\(part.version)"), StyledText(part.source, .code)])
        }
        let isPipeline = (learner as? Pipeline).map { !$0.isComplete } ?? false
        return Document([.paragraph(StyledText(isPipeline ? "Pipeline" : "Learner", .bold)), .rows(rows)])
    }
}
