import SegDiagnostics
import SegFrame

/// The truth as a column holds it, read as a kind of problem.
struct TargetReading {
    let kind: ProblemKind
    let classes: [String]
    let target: Target

    /// Reads a target column without missing values.
    init(_ column: Column, _ options: TaskOptions) throws(Failure) {
        let levels = column.encoded()
        if let given = options.kind {
            kind = given
        } else {
            kind = try Self.kind(of: column, levels: levels.levels.count, options)
        }
        switch kind {
        case .regression:
            guard column.type.isNumeric || column.type == .bool || column.type == .duration else {
                throw Self.mismatch(options.target, column.type, "regression needs numbers")
            }
            (classes, target) = ([], .values(column.doubles()))
        case .binary:
            (classes, target) = try Self.binary(column, levels, options)
        case .multiclass:
            try Self.checkClasses(levels.levels, options)
            if let positive = options.positive {
                throw Failure(
                    "E512", "'positive:' names one of two classes, and the target '\(options.target)' has \(levels.levels.count)",
                    hint: "to predict that class alone: derive(one: .\(options.target) == \(positive.literal)), and target: .one")
            }
            (classes, target) = (levels.levels, .classes(levels.codes))
        }
    }

    private static func kind(
        of column: Column, levels: Int, _ options: TaskOptions
    ) throws(Failure) -> ProblemKind {
        switch column.type {
        case .bool: return .binary
        case .string, .category: return levels > 2 ? .multiclass : .binary
        case .int64, .float64, .float32:
            if options.positive != nil { return .binary }
            return column.encoded().levels.allSatisfy { $0 == "0" || $0 == "1" }
                ? .binary : .regression
        case .duration: return .regression
        case .date, .dateTime:
            throw mismatch(options.target, column.type, "make it a number, or a class")
        }
    }

    private static func checkClasses(_ levels: [String], _ options: TaskOptions) throws(Failure) {
        guard let only = levels.first, levels.count == 1 else { return }
        throw Failure(
            "E513", "the target '\(options.target)' has one class only, '\(only)'",
            hint: "classification needs rows of two classes; look at the filter above")
    }

    private static func binary(
        _ column: Column, _ encoded: (codes: [Int32], levels: [String]), _ options: TaskOptions
    ) throws(Failure) -> ([String], Target) {
        let levels = encoded.levels
        try checkClasses(levels, options)
        guard levels.count == 2 else {
            throw Failure(
                "E511",
                "the target '\(options.target)' has \(levels.count) classes, a binary one has two",
                hint: column.type.isNumeric
                    ? "leave out kind:, or derive a column such as .\(options.target) > \(levels[levels.count / 2])"
                    : "leave out kind:, or derive a column such as .\(options.target) == \(options.positive?.literal ?? "\"\(levels[0])\"")")
        }
        let positive = try place(of: options.positive, levels, column, options)
        if positive == 1 { return (levels, .classes(encoded.codes)) }
        return ([levels[1], levels[0]], .classes(encoded.codes.map { 1 - $0 }))
    }

    private static func place(
        of positive: Scalar?, _ levels: [String], _ column: Column, _ options: TaskOptions
    ) throws(Failure) -> Int {
        if let positive {
            if let place = levels.firstIndex(where: { matches($0, positive) }) { return place }
            throw Failure(
                "E512", "the target '\(options.target)' is never \(positive.literal)",
                hint: column.type == .bool
                    ? "its values were read as true and false: positive: true" : "its classes are '\(levels[0])' and '\(levels[1])'")
        }
        if let place = obvious(levels) { return place }
        throw Failure(
            "E512", "which class of '\(options.target)' is the positive one can't be told",
            hint: "add positive: with '\(levels[0])' or '\(levels[1])'")
    }

    private static func matches(_ level: String, _ value: Scalar) -> Bool {
        if level.hasSameBytes(as: value.description) { return true }
        guard let number = value.number, let read = Double(level) else { return false }
        return number == read
    }

    /// The positive of pairs whose meaning nobody doubts.
    private static func obvious(_ levels: [String]) -> Int? {
        let positives: Set<String> = ["true", "yes", "y", "1", "1.0", "positive", "pos"]
        let negatives: Set<String> = ["false", "no", "n", "0", "0.0", "negative", "neg"]
        let lower = levels.map { $0.lowercased() }
        for place in 0..<2
        where positives.contains(lower[place]) && negatives.contains(lower[1 - place]) {
            return place
        }
        return nil
    }

    private static func mismatch(_ name: String, _ type: ColumnType, _ hint: String) -> Failure {
        Failure("E511", "the target '\(name)' is of type \(type)", hint: hint)
    }
}
