import SegCore
import SegDiagnostics
import SegFrame
import SegVM

/// Makes builtins from the declarations of metrics: with truth and predictions they compute, without
/// they are the metric itself.
enum MetricBinding {
    static func declarations(_ declaration: ModuleDeclaration<any Metric>) -> [NativeDeclaration] {
        let parameters = declaration.parameters.map(NativeParameter.init)
        let values = ParameterKind.either([.host("Sequence"), .list(of: .any)])
        let computing = NativeDeclaration(
            declaration.name, group: "metrics", declaration.summary,
            parameters: [
                .init("truth", values, "The true values or classes."),
                .init("predicted", values, "Predictions: values, classes, or probabilities of the positive class."),
                .init("positive", .any, default: .auto, labelOnly: true, "The positive class."),
            ] + parameters.map(\.byLabel),
            result: "Float"
        ) { call, context in
            let metric = try declaration.make(try ModuleBinding.arguments(declaration, call, from: 3, context))
            return try compute(metric, call)
        }
        let making = NativeDeclaration(
            declaration.name, group: "metrics", declaration.summary, parameters: parameters, result: "Metric"
        ) { call, context in
            .host(MetricValue(try declaration.make(try ModuleBinding.arguments(declaration, call, from: 0, context))))
        }
        return [computing, making]
    }

    private static func compute(_ metric: any Metric, _ call: Arguments) throws -> Value {
        let truth = try column(call, 0)
        let predicted = try column(call, 1)
        guard truth.count == predicted.count else {
            throw Failure(
                "E505", "truth has \(truth.count) values and predicted \(predicted.count)")
        }
        try check(truth, "truth")
        try check(predicted, "predicted")
        let scored = try metric.kinds.contains(.regression)
            ? regression(truth, predicted) : try classification(truth, predicted, positive: call[2])
        let value = metric.value(scored.truth, scored.predictions, weights: nil, problem: scored.problem)
        return value.map { Value.finite($0) } ?? .null
    }

    /// A figure of nothing, or of what isn't there, would tell nothing.
    private static func check(_ column: Column, _ name: String) throws(Failure) {
        guard column.count > 0 else { throw Failure("E505", "'\(name)' has no values") }
        guard column.missingCount == 0 else {
            throw Failure(
                "E505", "\(column.missingCount) of \(column.count) values of '\(name)' are missing",
                hint: "leave those rows out with filter(.column != nil)")
        }
    }

    private static func column(_ call: Arguments, _ position: Int) throws -> Column {
        if let sequence = call[position].asHost as? SequenceValue { return sequence.column }
        let scalars = try call.list(position).values.map { value in
            guard let scalar = Scalar(value) else {
                throw ArgumentFailure(position, "E505", "expected numbers or texts, not \(value.kindPhrase)")
            }
            return scalar
        }
        let type = scalars.lazy.compactMap(\.type).contains(.float64) ? .float64
            : scalars.lazy.compactMap(\.type).first ?? ColumnType.float64
        return try Column(scalars: scalars, type: type)
    }

    private typealias Scored = (truth: Target, predictions: Predictions, problem: Problem)

    private static func regression(_ truth: Column, _ predicted: Column) throws(Failure) -> Scored {
        for (name, column) in [("truth", truth), ("predicted", predicted)] where !column.type.isNumeric {
            throw Failure("E505", "'\(name)' must be numbers for this metric, and is of type \(column.type)")
        }
        return (
            .values(truth.doubles()), Predictions(rowCount: truth.count, values: predicted.doubles()),
            Problem(kind: .regression, roles: Roles())
        )
    }

    private static func classification(
        _ truth: Column, _ predicted: Column, positive: Value
    ) throws -> Scored {
        let isProbability = predicted.type.isNumeric && predicted.type != .int64
        if isProbability, let wrong = predicted.doubles().first(where: { !(0...1).contains($0) }) {
            throw Failure("E505", "'predicted' holds \(wrong), which is no probability: they go from 0 to 1")
        }
        let encoded = isProbability ? truth.encoded() : try Column.concatenated([truth, predicted]).encoded()
        var classes = encoded.levels
        if let positive = Scalar(positive), !positive.isNull, classes.count == 2,
            let index = classes.firstIndex(of: positive.description) {
            if index == 0 { classes.reverse() }
        }
        let codes = encoded.codes.map { code in
            code < 0 ? 0 : Int32(classes.firstIndex(of: encoded.levels[Int(code)]) ?? 0)
        }
        if isProbability, classes.count > 2 {
            throw Failure(
                "E505", "probabilities of one class can't be scored against \(classes.count) classes", hint: "give the predicted classes")
        }
        let kind: ProblemKind = classes.count > 2 ? .multiclass : .binary
        let problem = Problem(kind: kind, roles: Roles(), classes: classes)
        let answers = Target.classes(Array(codes.prefix(truth.count)))
        if isProbability {
            return (answers, Predictions(rowCount: truth.count, values: predicted.doubles()), problem)
        }
        let decided = Array(codes.suffix(truth.count))
        let outputs = problem.outputCount
        let values = (0..<outputs).flatMap { output in
            decided.map { $0 == Int32(outputs == 1 ? 1 : output) ? 1.0 : 0.0 }
        }
        return (answers, Predictions(rowCount: truth.count, outputCount: outputs, values: values), problem)
    }
}

extension NativeParameter {
    /// The same parameter, given by its label only.
    var byLabel: NativeParameter {
        NativeParameter(name, kind, default: self.default, labelOnly: true, summary)
    }
}
