import SegDiagnostics

/// The texts of the errors that estimators raise, in one place.
enum LearnerError {
    static let noFeatures = Failure(
        "E583", "there is no feature to learn from",
        hint: "give the task 'features:' with some columns")

    static func categories(_ names: [String], estimator: String) -> Failure {
        Failure(
            "E584", "\(estimator) takes numbers only, and \(list(names)) \(names.count == 1 ? "holds" : "hold") categories or text",
            hint: "add prepare() before it, or one_hot of these very columns; as_kind makes categories of texts")
    }

    static func missing(_ names: [String], estimator: String) -> Failure {
        Failure(
            "E585", "\(estimator) takes no missing values, and \(list(names)) has some",
            hint: "add impute(numeric()) before it, or prepare()")
    }

    static func noRows(_ estimator: String) -> Failure {
        Failure("E586", "\(estimator) has no row to learn from", hint: "the sample is empty")
    }

    static func oneClass(_ estimator: String, _ name: String) -> Failure {
        Failure(
            "E587", "\(estimator) needs rows of two classes, and all rows are \"\(name)\"",
            hint: "take more rows, or a coarser segment")
    }

    static func wrongKind(_ estimator: String, _ kind: String) -> Failure {
        Failure("E588", "\(estimator) can't be trained on a \(kind) task")
    }

    static func badWeights(_ estimator: String) -> Failure {
        Failure(
            "E589",
            "\(estimator) got row weights that are negative, not numbers, or all 0",
            hint: "weights are 0 or more, and some are above 0")
    }

    static func badOffset(_ estimator: String) -> Failure {
        Failure("E590", "\(estimator) can't start from an offset with these parameters")
    }

    static func negativeTarget(_ value: Double) -> Failure {
        Failure(
            "E591", "loss \"poisson\" needs a target of 0 or more, and one is \(value)",
            hint: "take loss: \"squared_error\"")
    }

    static func lossOfKind(_ loss: String, _ kind: String) -> Failure {
        Failure(
            "E592", "loss \"\(loss)\" is not for a \(kind) task",
            hint: "leave 'loss:' out: it is chosen by the task")
    }

    static func missingOffset(_ estimator: String) -> Failure {
        Failure(
            "E593", "\(estimator) was trained from an offset, and the rows to predict have none")
    }

    static func offsetLength(_ estimator: String, expected: Int, found: Int) -> Failure {
        Failure("E594", "\(estimator) needs an offset of \(expected) numbers, and got \(found)")
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
