import Foundation
import Testing

/// Plain functions as steps of pipelines.
@Suite struct FunctionStepTests {
    private static let start = """
        %% rows
        let t = sql("select i as n, (i * 7919) % 101 as x, (i * 31) % 17 + 1 as z, ((i * 7919) % 101)::double / ((i * 31) % 17 + 1) as y from range(300) r(i)", tables: [:])
        let task = t |> as_task(target: .y, id: [.n], features: [.x, .z])

        """

    private func run(_ cells: String, _ files: [String: String] = [:]) throws -> (CacheTests.Project.Results, String) {
        let project = try CacheTests.Project(files.merging(["nb.segnb": Self.start + cells]) { $1 })
        defer { project.remove() }
        let results = try project.run(["--no-cache"])
        return (results, try ProgramProcess.run(["run", "nb.segnb", "--no-cache"], in: project.folder).errors)
    }

    @Test func aFunctionDoesWhatTheStepDoes() throws {
        let (results, errors) = try run(
            """
            %% study
            func ratio(t) { t |> derive(r: .x / .z) }
            let study = task |> cross_validate([
              "function": pipeline() |> then(ratio) |> ridge(), "step": derive(r: .x / .z) |> ridge()], folds: 3)
            let first = study.score(rmse, arm: "function")
            let second = study.score(rmse, arm: "step")
            %% test same
            expect first == second
            expect first < 0.2
            """)
        #expect(results.status == "done", "\(errors)")
    }

    @Test(arguments: [
        "t |> derive(r: .x - mean(.x))", "t |> sort(.x)", "t |> standardize(numeric())",
        "t |> derive(r: .x / t.x.max())",
    ])
    func whatLooksAtOtherRowsIsRefused(_ body: String) throws {
        let (results, errors) = try run(
            """
            %% study
            func other(t) { \(body) }
            let study = task |> cross_validate(pipeline() |> then(other) |> ridge(), folds: 3)
            """)
        #expect(results.status == "failed")
        #expect(errors.contains("L310") && errors.contains("other looks at other rows"), "\(errors)")
    }

    @Test func rowsMustStayAndModelsWithFunctionsAreNotSaved() throws {
        let (results, errors) = try run(
            """
            %% fewer
            func few(t) { t |> head(3) }
            let a = task |> cross_validate(pipeline() |> then(few) |> ridge(), folds: 3)
            %% none
            let b = task |> cross_validate(pipeline() |> then({ t in 1 }) |> ridge(), folds: 3)
            %% saved
            func ratio(t) { t |> derive(r: .x / .z) }
            let model = task |> train(pipeline() |> then(ratio) |> ridge())
            model |> predict(t |> head(2))
            save(model, "m.segmodel")
            """)
        #expect(results.cells.map(\.status) == ["done", "failed", "failed", "failed"])
        #expect(errors.contains("E508") && errors.contains("few gives 3 rows for"))
        #expect(errors.contains("E508") && errors.contains("a step gives a table"))
        #expect(errors.contains("E507") && errors.contains("the model holds ratio, a function"))
    }

    @Test func functionsOfPythonAreStepsToo() throws {
        let source = """
            import pandas as pd

            def ratios(df: pd.DataFrame):
                df["r"] = df["x"] / df["z"]
                return df

            def centred(df: pd.DataFrame):
                df["r"] = df["x"] - df["x"].mean()
                return df
            """
        let (results, errors) = try run(
            """
            %% study
            use python "feats.py" as feats
            let study = task |> cross_validate(["python": pipeline() |> then(feats.ratios) |> ridge()], folds: 3)
            let error = study.score(rmse, arm: "python")
            %% test fits
            expect error < 0.2
            %% other
            let bad = task |> cross_validate(pipeline() |> then(feats.centred) |> ridge(), folds: 3)
            """, ["feats.py": source])
        #expect(results.cells.map(\.status) == ["done", "done", "done", "failed"], "\(errors)")
        #expect(errors.contains("L310") && errors.contains("centred looks at other rows"))
    }

    /// A model with a function of Python is saved as a pickle where that is allowed, and says which code it was.
    @Test func modelsWithFunctionsOfPythonAreSavedAsPickles() throws {
        let source = "import pandas as pd\ndef ratios(df: pd.DataFrame):\n    return df.assign(r=df['x'] / df['z'])\n"
        let (results, errors) = try run(
            """
            %% made
            use python "feats.py" as feats
            let pipe = pipeline() |> then(feats.ratios) |> ridge()
            let model = task |> train(pipe)
            %% traced
            print(trace(pipe, task))
            %% kept
            print(try { save(model, "m.segmodel"); "saved" } catch e { e.code })
            save(model, "m.segmodel", pickle: true)
            print(try { load_model("m.segmodel"); "loaded" } catch e { e.code })
            %% test same
            let again = load_model("m.segmodel", pickle: true)
            expect to_list((again |> predict(t)).prediction) == to_list((model |> predict(t)).prediction)
            """, ["feats.py": source])
        #expect(results.status == "done", "\(errors)")
        #expect(results.cells[3].output.split(separator: "\n") == ["E649", "E649"], "\(results.cells[3].output)")
        #expect(results.cells[2].output.contains("ratios, feats.py "), "\(results.cells[2].output)")
    }
}
