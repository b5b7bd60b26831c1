import SegDiagnostics
import SegFrame
import SegSyntax
import SegVM

/// A choice of columns: `numeric()`, `all() - [.id]`.
public final class SelectorValue: HostObject, @unchecked Sendable {
    public let selector: Selector

    public init(_ selector: Selector) { self.selector = selector }

    public override var kindName: String { "Selector" }
    public override var display: String { selector.description }
    public override var identity: String? { selector.description }

    public override func binaryOperator(
        _ operation: SegVM.BinaryOperator, left: Value, right: Value
    ) throws -> Value? {
        guard let left = left.asHost as? SelectorValue, let right = Selector(right) else { return nil }
        switch operation {
        case .add: return .host(SelectorValue(.union(left.selector, right)))
        case .subtract: return .host(SelectorValue(.difference(left.selector, right)))
        default: return nil
        }
    }
}

extension Selector {
    /// A selector, a bare column, or a list of these; nil for anything else.
    init?(_ value: Value) {
        switch value {
        case .host(let object):
            if let selector = object as? SelectorValue {
                self = selector.selector
            } else if let name = (object as? ColumnValue)?.bareName {
                self = .names([name])
            } else {
                return nil
            }
        case .list(let list):
            let parts = list.values.map { Selector($0) }
            guard parts.allSatisfy({ $0 != nil }) else { return nil }
            self = Self.union(of: parts.compactMap { $0 })
        default: return nil
        }
    }

    /// One selector for several; neighbouring names are kept in one list.
    static func union(of parts: [Selector]) -> Selector {
        var merged: [Selector] = []
        for part in parts {
            if case .names(let added) = part, case .names(let before)? = merged.last {
                merged[merged.count - 1] = .names(before + added)
            } else {
                merged.append(part)
            }
        }
        guard let first = merged.first else { return .names([]) }
        return merged.dropFirst().reduce(first) { .union($0, $1) }
    }
}
