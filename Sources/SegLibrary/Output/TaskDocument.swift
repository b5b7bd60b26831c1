import SegCore
import SegDisplay
import SegFrame

/// A task: rows, roles, features by kind, what was left out, warnings.
enum TaskDocument {
    static func of(_ task: LearningTask) -> Document {
        let roles = task.problem.roles
        let target = roles.target ?? ""
        var lines: [Document.KeyValue] = [
            .init("target", StyledText("\(target), \(kindText(task))")),
            .init("rows", StyledText(rowText(task))),
        ]
        func role(_ name: String, _ columns: [String]) {
            if !columns.isEmpty { lines.append(.init(StyledText(name), StyledText(columns.joined(separator: ", ")))) }
        }
        role("weight", [roles.weight].compactMap { $0 })
        role("group", roles.group)
        role("time", [roles.time].compactMap { $0 })
        role("id", roles.id)
        lines.append(.init("blocks", StyledText("by \(task.blockName)")))
        lines += features(task)
        if !task.table.uncheckedOrigins.isEmpty {
            let origins = task.table.uncheckedOrigins.joined(separator: " and ")
            lines.append(.init("unchecked", StyledText("columns made by \(origins) were not checked for leaks", .yellow)))
        }
        for mark in task.allowedMarks {
            let what = mark.column.isEmpty ? "the choice of rows" : "'\(mark.column)'"
            lines.append(.init("allowed", StyledText("\(what) learned from these rows by \(mark.verb) (leaks: \"allow\")", .yellow)))
        }
        var document = Document([.paragraph(StyledText("Task  \(target)", .bold)), .keyValues(lines)])
        if !task.warnings.isEmpty {
            document.append(.list(task.warnings.map { StyledText("\($0.code): \($0.message)", .yellow) }))
        }
        return document
    }

    private static func kindText(_ task: LearningTask) -> String {
        switch task.problem.kind {
        case .regression: "regression"
        case .binary: "binary, positive is \(task.problem.classes.last ?? "")"
        case .multiclass: "multiclass, \(task.problem.classes.count) classes"
        }
    }

    private static func rowText(_ task: LearningTask) -> String {
        var parts = ["\(NumberText.grouped(task.development.count)) development"]
        if !task.test.isEmpty { parts.append("\(NumberText.grouped(task.test.count)) sealed") }
        if task.leftOut > 0 { parts.append("\(NumberText.grouped(task.leftOut)) left out, which the roles tie to sealed ones") }
        if task.withoutTarget > 0 {
            parts.append("\(NumberText.grouped(task.withoutTarget)) without \(task.problem.roles.target ?? "target")")
        }
        return parts.joined(separator: ", ")
    }

    private static func features(_ task: LearningTask) -> [Document.KeyValue] {
        let kinds: [ColumnKind] = [.numeric, .categorical, .time, .text, .image]
        return kinds.compactMap { kind in
            let names = task.features.filter { task.table.schema[$0]?.kind == kind }
            guard !names.isEmpty else { return nil }
            return .init(StyledText(kind.rawValue), StyledText(names.joined(separator: ", ")))
        }
    }
}
