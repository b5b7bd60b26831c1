import Foundation
import Testing

/// Objects of scikit-learn and of one's own as steps and learners.
@Suite struct PythonLearnerTests {
    private func run(_ files: [String: String], _ main: String, _ arguments: [String] = []) throws -> ProgramProcess.Outcome {
        let project = try CacheTests.Project(files)
        defer { project.remove() }
        return try ProgramProcess.run(["run", main] + arguments, in: project.folder)
    }

    private static let penguins = "let birds = load(\"\(ProgramProcess.root.path)/examples/data/penguins.csv\") |> filter(.body_mass_g != nil)\n"

    /// Encoders of the target give training rows values that other rows have taught: else a study of noise is worse than its baseline.
    @Test func encodersOfTheTargetAreCrossFitted() throws {
        let outcome = try run([
            "nb.segnb": """
            ---
            seed: 3
            ---
            %% python mk (writes: [t])
            import numpy as np, pandas as pd
            rng = np.random.default_rng(0)
            t = pd.DataFrame({'c': ['k%d' % i for i in rng.integers(0, 700, 2000)]})
            t['y'] = rng.normal(size=2000)
            %% a
            use python "sklearn.preprocessing" as pre
            let task = t |> as_kind([.c], "categorical") |> as_task(target: .y)
            let study = task |> cross_validate(["sk": pipeline() |> then(pre.TargetEncoder(), columns: [.c]) |> ridge()], folds: 4)
            print(score(study, rmse, arm: "sk") / score(study, rmse, arm: "baseline") < 1.02)

            """,
        ], "nb.segnb")
        #expect(outcome.output.contains("true"), "\(outcome)")
    }

    /// What a step makes takes the place of no feature that it wasn't given.
    @Test func stepsReplaceNoOtherFeature() throws {
        let outcome = try run([
            "steps.py": """
            from sklearn.base import BaseEstimator, TransformerMixin
            class Doubled(TransformerMixin, BaseEstimator):
                def __init__(self, name): self.name = name
                def fit(self, X, y=None): return self
                def transform(self, X): return X.assign(**{self.name: X["bill_length_mm"] * 2})

            """,
            "main.seg": Self.penguins + """
            use python "steps.py" as steps
            let task = birds |> as_task(target: .body_mass_g, features: numeric())
            func study(name) {
              task |> cross_validate(["ridge": pipeline() |> then(steps.Doubled(name), columns: [.bill_length_mm]) |> impute(numeric()) |> ridge()])
            }
            for name in ["length", "bill_length_mm", "flipper_length_mm"] {
              try { print(name, score(study(name), rmse, arm: "ridge") > 0) } catch error { print(error.message) }
            }

            """,
        ], "main.seg")
        #expect(outcome.output.contains("length true\nbill_length_mm true\n"), "\(outcome)")
        #expect(outcome.output.contains("makes a column \"flipper_length_mm\", which is a feature"), "\(outcome)")
    }

    /// What selects features by what it predicts is a step before another part, and with columns; a learner elsewhere.
    @Test func objectsThatPredictAndTransformAreStepsBeforeOthers() throws {
        let outcome = try run([
            "main.seg": Self.penguins + """
            use python "sklearn.feature_selection" as fs
            use python "sklearn.linear_model" as lm
            use python "sklearn.cluster" as cluster
            let task = birds |> as_task(target: .body_mass_g, features: numeric())
            let p = impute(numeric()) |> then(fs.RFE(lm.LinearRegression(), n_features_to_select: 2)) |> standardize(numeric()) |> ridge()
            print(train(task, p).nodes.count())
            print(score(cross_validate(task, impute(numeric()) |> then(cluster.KMeans(3), columns: [.bill_length_mm]) |> ridge(), folds: 3), rmse) > 0)
            print(score(cross_validate(task, impute(numeric()) |> then(fs.RFE(lm.LinearRegression())), folds: 3), rmse) > 0)

            """
        ], "main.seg")
        #expect(outcome.output.hasSuffix("true\ntrue\n"), "\(outcome)")
    }

    /// A step names what one before it makes, whether the pipeline is bound first or written where it is trained.
    @Test func stepsNameWhatOthersMade() throws {
        let outcome = try run([
            "f.py": "import pandas as pd\ndef ratios(df: pd.DataFrame) -> pd.DataFrame:\n    return df.assign(r=df.bill_length_mm / df.bill_depth_mm)\n",
            "nb.segnb": """
            %% a
            use python "f.py" as f
            \(Self.penguins)
            let task = birds |> as_task(target: .body_mass_g, features: [.bill_length_mm, .bill_depth_mm])
            print(train(task, impute(numeric()) |> derive(d: .bill_length_mm * 2) |> standardize(.d) |> ridge()).name)
            print(cross_validate(task, ["a": impute(numeric()) |> then(f.ratios) |> standardize(.r) |> ridge()], folds: 3) |> score(rmse, arm: "a") > 0)

            """,
        ], "nb.segnb")
        #expect(outcome.output.contains("true"), "\(outcome)")
        let wrong = try run(["nb.segnb": "%% a\n" + Self.penguins + "let task = birds |> as_task(target: .body_mass_g)\ntrain(task, standardize([.wing]) |> ridge())\n"], "nb.segnb")
        #expect(wrong.status == 2 && wrong.errors.contains("there is no column 'wing'"), "\(wrong)")
    }

    /// Weights reach the last part of a pipeline; what takes none is said.
    @Test func weightsArePassedOn() throws {
        let outcome = try run([
            "w.py": """
            from sklearn.base import BaseEstimator, RegressorMixin
            from sklearn.linear_model import LinearRegression
            from sklearn.model_selection import GridSearchCV
            from sklearn.neighbors import KNeighborsRegressor
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import StandardScaler
            def pipe(): return make_pipeline(StandardScaler(), LinearRegression())
            def deep(): return make_pipeline(StandardScaler(), pipe())
            def search(): return GridSearchCV(LinearRegression(), {"positive": [False]}, cv=2)
            def near(): return make_pipeline(StandardScaler(), KNeighborsRegressor())
            class Own(RegressorMixin, BaseEstimator):
                def fit(self, X, y, **options):
                    self.model_ = LinearRegression().fit(X, y, **options)
                    return self
                def predict(self, X): return self.model_.predict(X)

            """,
            "main.seg": Self.penguins + """
            use python "w.py" as w
            use python "sklearn.linear_model" as lm
            let task = birds |> derive(wt: when(.species == "Gentoo", 100.0, 1.0))
              |> as_task(target: .body_mass_g, weight: .wt, score_weight: 1, features: [.bill_length_mm, .bill_depth_mm])
            let s = task |> cross_validate(["plain": lm.LinearRegression(), "pipe": w.pipe(), "deep": w.deep(), "search": w.search(), "own": w.Own(), "near": w.near()], folds: 3)
            for arm in ["pipe", "deep", "search", "own"] { print(arm, abs(score(s, rmse, arm: arm) - score(s, rmse, arm: "plain")) < 1e-6) }
            print(s.notes |> filter(contains(.note, "takes no sample weights")) |> count())

            """,
        ], "main.seg")
        #expect(outcome.output == "pipe true\ndeep true\nsearch true\nown true\n1\n", "\(outcome)")
    }

    /// An estimator whose `predict` shows only once it is fitted.
    @Test func stacksWithTheUsualFinalEstimatorAreLearners() throws {
        let outcome = try run([
            "stk.py": "from sklearn.ensemble import StackingRegressor\nfrom sklearn.linear_model import Ridge\ndef get(): return StackingRegressor([('a', Ridge())])\n",
            "main.seg": Self.penguins + """
            use python "stk.py" as stk
            let task = birds |> as_task(target: .body_mass_g, features: [.flipper_length_mm])
            let s = task |> cross_validate(["stack": stk.get()], folds: 3)
            print(score(s, rmse, arm: "stack") < score(s, rmse, arm: "baseline"))

            """,
        ], "main.seg")
        #expect(outcome.output == "true\n", "\(outcome)")
    }

    /// Fits are not moved to processes whose modules hold something else than this one's do. They are many and long enough to be
    /// moved otherwise.
    @Test func whatASessionHasSetHoldsInEveryFit() throws {
        let files = [
            "cfg.py": """
            from sklearn.base import BaseEstimator, RegressorMixin
            SHIFT = 0.0
            def configure(x):
                global SHIFT
                SHIFT = x
            class Shifted(BaseEstimator, RegressorMixin):
                bonus = 0
                def fit(self, X, y):
                    s = 0
                    for i in range(3000000): s += i
                    self.c_ = float(y.mean()) + SHIFT + self.bonus
                    return self
                def predict(self, X): return [self.c_] * len(X)
            def reward(x): Shifted.bonus = x

            """,
            "main.seg": Self.penguins + """
            use python "cfg.py" as cfg
            cfg.configure(1000)
            cfg.reward(500)
            let task = birds |> as_task(target: .body_mass_g, features: [.flipper_length_mm])
            let study = task |> cross_validate(["m": cfg.Shifted()], over: task |> segment(by: .species, min_rows: 30), scopes: ["local"], folds: 20)
            print(score(study, rmse, arm: "m local"))

            """,
        ]
        let (one, two) = (try run(files, "main.seg", ["--threads", "1"]), try run(files, "main.seg", ["--threads", "2"]))
        #expect(!one.output.isEmpty && one.output == two.output, "\(one)\(two)")
    }

    /// Rows of a model may have their categories as texts.
    @Test func textsAreTheCategoriesOfTraining() throws {
        let outcome = try run([
            "main.seg": Self.penguins + """
            use python "lightgbm" as lgb
            let m = birds |> select([.species, .body_mass_g, .flipper_length_mm]) |> as_task(target: .body_mass_g) |> train(lgb.LGBMRegressor(n_estimators: 5, verbose: -1))
            let usual = predict(m, birds |> head(1))
            let text = predict(m, birds |> head(1) |> derive(species: concat("Ade", "lie")))
            let none = predict(m, birds |> head(1) |> derive(species: nil))
            print(usual.prediction[0] == text.prediction[0], none.prediction[0] > 0)

            """,
        ], "main.seg")
        #expect(outcome.output == "true true\n", "\(outcome)")
    }
}
