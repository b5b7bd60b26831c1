import SegFrame

/// What a step's parameters say of columns, before it has learned anything.
public enum StepColumns {
    /// Columns that it names, in selectors and in expressions.
    public static func named(in step: any Step) -> [String] {
        var found: [String] = []
        visit(Mirror(reflecting: step)) { value in
            if let selector = value as? Selector { found += selector.namedColumns }
            if let expression = value as? ColumnExpression { found += expression.referencedColumns }
        }
        return found
    }

    /// Columns of a table that it chooses by a selector; nil where it has none and chooses by itself.
    public static func chosen(by step: any Step, in table: Table) -> [String]? {
        var selectors: [Selector] = []
        visit(Mirror(reflecting: step)) { if let selector = $0 as? Selector { selectors.append(selector) } }
        guard !selectors.isEmpty else { return nil }
        return selectors.flatMap { (try? $0.resolve(in: table)) ?? [] }
    }

    /// Goes through stored properties down to selectors and expressions.
    private static func visit(_ mirror: Mirror, _ body: (Any) -> Void) {
        for child in mirror.children {
            switch child.value {
            case is Selector, is ColumnExpression: body(child.value)
            default: visit(Mirror(reflecting: child.value), body)
            }
        }
    }
}

extension Selector {
    /// Columns that it names one by one.
    fileprivate var namedColumns: [String] {
        switch self {
        case .names(let names): names
        case .union(let first, let second): first.namedColumns + second.namedColumns
        // What is taken away need not be there.
        case .difference(let first, _): first.namedColumns
        case .all, .numeric, .categorical, .text, .image, .time, .matching: []
        }
    }
}
