import SegCore

extension GradientBoosting {
    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "gbdt",
        summary: "Gradient boosting: many small trees, each correcting those before it.",
        reference: "Friedman 2001; Ke et al. 2017 (LightGBM)",
        parameters: [
            ModuleParameter("rounds", .int(1...100_000), default: .int(300), "Trees an output."),
            ModuleParameter(
                "learning_rate", .number(1e-6...1), default: .number(0.05),
                "How much of each tree is added; of K classes (K - 1) / K of it."),
            ModuleParameter(
                "max_leaf_nodes", .int(2...65_536), default: .int(31),
                "Leaves that a tree has at most."),
            ModuleParameter(
                "min_samples_leaf", .int(1...1_000_000_000), default: .int(20),
                "Rows that a leaf has at least."),
            ModuleParameter(
                "min_samples_category", .int(1...1_000_000_000), default: .int(100),
                "Rows that each further group of a category's levels has in a split; where levels have few rows, fewer may do better."),
            ModuleParameter(
                "loss", .optional(.choice(BoostingLoss.names)), default: .null,
                "What is made small; auto: squared_error, or log_loss in a classification."),
            ModuleParameter(
                "l2_regularization", .number(0...1e12), default: .number(0),
                "Penalty of large outputs of a leaf."),
            ModuleParameter(
                "subsample", .number(0.001...1), default: .number(1),
                "Share of the rows that each tree sees."),
            ModuleParameter(
                "max_features", .number(0.001...1), default: .number(1),
                "Share of the features that each tree sees."),
        ],
        make: { arguments in
            GradientBoosting(
                rounds: try arguments.int("rounds", in: 1...100_000),
                learningRate: try arguments.number("learning_rate", in: 1e-6...1),
                maxLeafNodes: try arguments.int("max_leaf_nodes", in: 2...65_536),
                minSamplesLeaf: try arguments.int("min_samples_leaf", in: 1...1_000_000_000),
                minSamplesCategory: try arguments.int("min_samples_category", in: 1...1_000_000_000),
                loss: arguments.isNull("loss")
                    ? nil : try arguments.choice("loss", of: BoostingLoss.names),
                l2Regularization: try arguments.number("l2_regularization", in: 0...1e12),
                subsample: try arguments.number("subsample", in: 0.001...1),
                maxFeatures: try arguments.number("max_features", in: 0.001...1))
        })
}
