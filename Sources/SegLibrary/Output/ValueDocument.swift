import SegDisplay
import SegFrame
import SegVM

/// How values are shown, in a terminal and in a report alike.
public enum ValueDocument {
    public static func of(_ value: Value) -> Document {
        guard let object = value.asHost else { return Document(text: value.literal) }
        return of(object)
    }

    private static func of(_ object: HostObject) -> Document {
        switch object {
        case let table as TableValue: of(table.table)
        case let grouped as GroupedTableValue: of(grouped)
        case let sequence as SequenceValue: Document(text: sequence.display)
        case let plot as PlotValue: Document([.plot(plot.plot)])
        case let learner as LearnerValue: LearnerDocument.of(learner.learner)
        case let task as TaskValue: TaskDocument.of(task.task)
        case let segments as SegmentsValue: SegmentsDocument.of(segments)
        case let folds as FoldsValue: of(folds.listing, title: "Folds  \(folds.folds.source)")
        case let study as StudyValue: StudyDocument.of(study.study)
        case let verdict as VerdictValue: VerdictDocument.of(verdict.verdict)
        case let model as ModelValue: ModelDocument.of(model.model)
        case let python as PythonObjectValue: python.document
        case let shown as DocumentValue: shown.document
        default: Document(text: object.display)
        }
    }

    static func of(_ table: Table) -> Document { Document([.table(TablePreview(table))]) }

    static func of(_ table: Table, title: String) -> Document {
        Document([.paragraph(StyledText(title, .bold))]) + of(table)
    }

    private static func of(_ grouped: GroupedTableValue) -> Document {
        let keys = grouped.grouped.keys.joined(separator: ", ")
        let title = "grouped by \(keys): \(NumberText.grouped(grouped.grouped.groupCount)) groups"
        return Document([.paragraph(StyledText(title))]) + of(grouped.grouped.table)
    }
}
