import SegCore
import SegFrame

/// Predictions as columns of a table.
enum PredictionColumns {
    private static let own: Set<String> = ["row", "fold", "segment", "arm", "served_by", "truth", "prediction", "residual", "p"]

    /// A column of the user's under a name that tables of predictions don't use themselves.
    static func apart(_ name: String) -> String { own.contains(name) || name.hasPrefix("p_") ? name + "_" : name }

    /// `prediction`, and for classes the probabilities: `p` of the positive class, or `p_<class>`.
    static func all(
        _ predictions: Predictions, _ problem: Problem
    ) -> [(name: String, kind: ColumnKind?, column: Column)] {
        switch problem.kind {
        case .regression: return [("prediction", .numeric, Column(doubles: predictions.values))]
        case .binary:
            return [
                ("prediction", .categorical, classes(predictions, problem)),
                ("p", .numeric, Column(doubles: predictions.values)),
            ]
        case .multiclass:
            let decided: (name: String, kind: ColumnKind?, column: Column) =
                ("prediction", .categorical, classes(predictions, problem))
            return [decided]
                + problem.classes.enumerated().map { output, name in
                    ("p_\(name)", .numeric, Column(doubles: Array(predictions.output(output))))
                }
        }
    }

    static func truth(_ target: Target, _ problem: Problem) -> Column {
        switch target {
        case .values(let values): Column(doubles: values)
        case .classes(let classes): Column(codes: classes, levels: problem.classes)
        case .none: Column(doubles: [])
        }
    }

    private static func classes(_ predictions: Predictions, _ problem: Problem) -> Column {
        Column(codes: predictions.classes(of: problem.kind), levels: problem.classes)
    }
}
