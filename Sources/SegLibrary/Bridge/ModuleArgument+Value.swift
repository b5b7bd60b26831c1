import SegCore
import SegDiagnostics
import SegFrame
import SegVM

extension ModuleArgument {
    /// A value as a module's parameter takes it; the name of a constructor means a call with defaults.
    init(_ value: Value, context: NativeContext) throws {
        switch value {
        case .absent, .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .number(number)
        case .string(let text): self = .string(text.text)
        case .duration(let nanoseconds): self = .period(.nanoseconds(Int64(nanoseconds)))
        case .date, .dateTime: self = .scalar(Scalar(value) ?? .null)
        case .list(let list): self = .list(try list.values.map { try ModuleArgument($0, context: context) })
        case .dictionary(let entries): self = .dictionary(try Self.named(entries, context: context))
        case .native: self = try ModuleArgument(try context.call(value, []), context: context)
        case .host(let object): self = try Self.object(object)
        case .range, .function:
            throw Failure("E503", "\(value.kindPhrase) can't stand here")
        }
    }

    private static func named(
        _ entries: DictionaryObject, context: NativeContext
    ) throws -> [(name: String, value: ModuleArgument)] {
        try entries.pairs.map { pair in
            guard let name = pair.key.asString else {
                throw Failure("E503", "a name is text in quotes, not \(pair.key.kindPhrase)")
            }
            return (name, try ModuleArgument(pair.value, context: context))
        }
    }

    private static func object(_ object: HostObject) throws -> ModuleArgument {
        switch object {
        case let column as ColumnValue: .expression(column.expression)
        case let selector as SelectorValue: .selector(selector.selector)
        case let metric as MetricValue: .metric(metric.metric)
        case let splitter as SplitterValue: .splitter(splitter.splitter)
        case let segments as SegmentsValue: .segments(segments.segments)
        case let months as MonthsObject: .period(.months(months.months))
        case let learner as LearnerValue: .learner(learner.learner)
        default: throw Failure("E503", "\(ValueKind.withArticle(object.kindName)) can't stand here")
        }
    }
}
