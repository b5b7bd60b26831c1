import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegStore
import SegStudies
import SegVM

/// A trained learner with its segments, schema and lineage.
public final class ModelValue: HostObject, @unchecked Sendable {
    public let model: TrainedModel

    public init(_ model: TrainedModel) { self.model = model }

    public override var kindName: String { "Model" }
    public override var isShownWhole: Bool { true }
    public override var display: String { "Model \"\(model.name)\"" }
    static let fields = ["name", "nodes", "schema", "segments"]
    public override var fieldNames: [String] { Self.fields }

    public override func field(_ name: String) throws -> Value? {
        switch name {
        case "name": .string(model.name)
        case "nodes": .table(try model.nodes())
        case "schema": .table(try schema)
        case "segments": .host(SegmentsValue(model.segments, listing: nil))
        default: nil
        }
    }

    /// By what they are, not by their names: a model that was published is the one that was loaded.
    public override func isEqual(to other: HostObject) -> Bool {
        guard let other = other as? ModelValue else { return false }
        if self === other { return true }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let content = { (value: ModelValue) in try? encoder.encode(value.model.renamed("")) }
        guard let mine = content(self), let theirs = content(other) else { return false }
        return mine == theirs
    }

    private var schema: Table {
        get throws {
            let fields = model.inputs.fields
            return try Table([
                ("column", nil, Column(strings: fields.map(\.name))),
                ("type", nil, Column(strings: fields.map(\.type.description))),
                ("kind", nil, Column(strings: fields.map(\.kind.rawValue))),
            ])
        }
    }
}

/// The builtins that train models, open the test, predict, and keep models.
enum ModelNatives {
    static let declarations = [
        trainTask, trainStudy, openTest, evaluate, predict, importance, save, load, publish, saveTable,
    ]

    private static let rows = NativeParameter(
        "rows", .choice(["development", "all"]), default: .string("development"), labelOnly: true,
        "Whether the test rows are trained on too, for production.")

    private static let tested = NativeParameter(
        "tested", .optional(.host("Study")), default: .null, labelOnly: true,
        "With rows: \"all\", the opened test of the model without those rows, whose scores the new one carries.")

    private static let trainTask = NativeDeclaration(
        "train", group: "models", "Trains a learner on a task's development rows.",
        parameters: [
            .init("task", .host("Task"), "The declared problem."),
            .init("learner", .host("Learner"), default: .auto, "What to train; by default prepare() |> gbdt()."),
            .init("over", .optional(.host("Segments")), default: .null, labelOnly: true, "The segments."),
            .init("scope", .string, default: .string("pooled"), labelOnly: true,
                "pooled, a level, local, offset or blended."),
            rows, tested,
        ], result: "Model", effect: .random, examples: ["let model = task |> train(prepare() |> ridge())"]
    ) { call, context in
        let task = try call.host(0, as: TaskValue.self).task
        let learner = call.isGiven(1) ? try StudyNatives.learner(call[1], context, name: nil) : try Library.usualLearner
        let segments = (call[2].asHost as? SegmentsValue)?.segments ?? .whole
        let scope = try Scope(try call.string(3), in: segments)
        guard segments.isDivided || scope == .pooled else {
            throw ArgumentFailure(
                3, "E552", "there are no segments for this scope", hint: "name them: over: segment(task, by: …)")
        }
        if task.weights != nil, !learner.takesWeights {
            context.report(["train: '\(learner.name)' takes no sample weights: all rows count the same in its training"], unless: [])
        }
        let model = try SegStudies.train(
            task, NamedArm(learner.name, learner), over: segments, scope: scope,
            rows: TrainingRows(rawValue: try call.string(4)) ?? .development,
            tested: (call[5].asHost as? StudyValue)?.study, try context.fitContextTellingRounds(context.fitContext))
        return .host(ModelValue(model))
    }

    private static let trainStudy = NativeDeclaration(
        "train", group: "models", "Trains an arm of a study on all development rows, with the study's settings and weights.",
        parameters: [
            .init("study", .host("Study"), "The study."), .init("arm", .string, "The arm's name."), rows, tested,
        ], result: "Model",
        examples: [
            "let model = study |> train(\"gbdt blended\")",
            "let final = study |> train(\"gbdt blended\", rows: \"all\", tested: opened)",
        ]
    ) { call, context in
        let study = try call.host(0, as: StudyValue.self).study
        let state = try context.library
        let fit = FitContext(
            random: .init(seed: 0), pool: state.pool, stop: state.stop, ledger: state.ledger)
        let rows = TrainingRows(rawValue: try call.string(2)) ?? .development
        let tested = (call[3].asHost as? StudyValue)?.study
        return .host(ModelValue(try study.train(try call.string(1), rows: rows, tested: tested, context.fitContextTellingRounds(fit))))
    }

    private static let openTest = NativeDeclaration(
        "open_test", group: "models",
        "Scores models on the sealed rows, once: all candidates in one call, the proposed one first.",
        parameters: [
            .init("task", .host("Task"), "The task whose test is opened."),
            .init("models", .either([.host("Model"), .dictionary(of: .host("Model"))]), "A model, or models by name."),
            .init("over", .optional(.host("Segments")), default: .null, labelOnly: true, "What to break down by; by default the first model's segments."),
            .init("metrics", .list(of: .host("Metric")), default: .auto, labelOnly: true, "By default those of the kind of problem."),
            .init("again", .bool, default: .bool(false), labelOnly: true, "Allows a second opening, which is then said."),
        ], result: "Study", effect: .random, examples: ["task |> open_test([\"new\": model, \"old\": other])"]
    ) { call, context in
        let value = try call.host(0, as: TaskValue.self)
        let again = try call.bool(4)
        let state = try context.library
        // Noted before it is done, since another cell may be about to open it too; an attempt that fails was none.
        let openings = state.noteOpening(of: value.task)
        guard openings == 1 || again else {
            state.takeBackOpening(of: value.task)
            throw Failure(
                "L202", "the test of this task was opened before: a second look makes it a validation score",
                hint: "score all candidates in one open_test, or say again: true")
        }
        var options = try evaluationOptions(call, context)
        options.baseline = Library.baseline
        let study: Study
        do { study = try SegStudies.openTest(value.task, try models(call[1]), options, try context.fitContext) } catch {
            state.takeBackOpening(of: value.task)
            throw error
        }
        state.noteDeed(ofOpening: value.task)
        if openings > 1 {
            context.warn("L202", "the test has been opened \(openings) times: read this as a validation score", hint: nil)
        }
        return .host(StudyValue(study))
    }

    private static func evaluationOptions(_ call: Arguments, _ context: NativeContext) throws -> EvaluationOptions {
        EvaluationOptions(
            segments: (call[2].asHost as? SegmentsValue)?.segments,
            metrics: try StudyNatives.metrics(call, 3, context))
    }

    private static func models(_ value: Value) throws -> [TrainedModel] {
        if let single = value.asHost as? ModelValue { return [single.model] }
        return try (value.asDictionary?.pairs ?? []).map { pair in
            guard let name = pair.key.asString, let model = pair.value.asHost as? ModelValue else {
                throw Failure("E551", "models are given as [\"name\": model]")
            }
            return model.model.renamed(name)
        }
    }

    private static let evaluate = NativeDeclaration(
        "evaluate", group: "models", "Scores models on any other labelled rows; rows that trained them are recognised.",
        parameters: [
            .init("models", .either([.host("Model"), .dictionary(of: .host("Model"))]), "A model, or models by name."),
            .init("on", .host("Table"), labelOnly: true, "The labelled rows."),
            .init("over", .optional(.host("Segments")), default: .null, labelOnly: true, "What to break down by."),
            .init("metrics", .list(of: .host("Metric")), default: .auto, labelOnly: true, "By default those of the kind of problem."),
        ], result: "Study", examples: ["evaluate(model, on: load(\"new.csv\"))"]
    ) { call, context in
        let (models, options) = (try models(call[0]), try evaluationOptions(call, context))
        return try context.library.stop.during {
            .host(StudyValue(try SegStudies.evaluate(models, on: try call.table(1), options)))
        }
    }

    private static let predict = NativeDeclaration(
        "predict", group: "models", "Predicts rows: ids, segment, served_by, prediction, and probabilities of classes.",
        parameters: [
            .init("model", .host("Model"), "The model."), .init("rows", .host("Table"), "Rows with the model's columns."),
            .init(
                "intervals", .list(of: .float), default: .emptyList, labelOnly: true,
                "Levels of intervals around the predictions of a model that was trained from a study: [0.8, 0.95]."),
            .init(
                "keep", .either([.column, .list(of: .column)]), default: .emptyList, labelOnly: true,
                "Columns of the rows that are carried through."),
        ], result: "Table", examples: ["model |> predict(new_rows)", "model |> predict(new_rows, intervals: [0.8], keep: .price)"]
    ) { call, context in
        let levels = (call[2].asList?.values ?? []).compactMap(\.asDouble)
        let model = try call.host(0, as: ModelValue.self).model
        let table = try context.library.stop.during {
            try model.predict(try call.table(1), intervals: levels, keeping: try call.columnNames(3))
        }
        for note in table.notes { context.warn("W571", note, hint: nil) }
        return .table(table)
    }

    private static let importance = NativeDeclaration(
        "importance", group: "models", "How much worse a model predicts when one column's values change places within segments.",
        parameters: [
            .init("model", .host("Model"), "The model."),
            .init("on", .host("Table"), labelOnly: true, "Labelled rows that did not train it."),
            .init("metric", .host("Metric"), default: .auto, labelOnly: true, "By default the usual loss."),
            .init("top", .int, default: .int(10), labelOnly: true, "How many columns are shown."),
            .init("repeats", .int, default: .int(5), labelOnly: true, "How often each column is shuffled."),
        ], result: "Table", effect: .random, examples: ["importance(model, on: new_rows)"]
    ) { call, context in
        let repeats = try call.int(4)
        guard (1...1000).contains(repeats) else {
            throw ArgumentFailure(4, "E503", "'repeats:' goes from 1 to 1000")
        }
        let top = try call.int(3)
        guard top >= 1 else { throw ArgumentFailure(3, "E503", "'top:' is at least 1") }
        let table = try PermutationImportance.table(
            try call.host(0, as: ModelValue.self).model, on: try call.table(1),
            metric: (call[2].asHost as? MetricValue)?.metric, repeats: repeats, try context.fitContext)
        return .table(table.head(top))
    }

    private static let kind = "model"

    private static let pickle = NativeParameter(
        "pickle", .bool, default: .bool(false), labelOnly: true,
        "Whether objects of Python may be kept as pickles, whose loading can run any code.")

    private static let save = NativeDeclaration(
        "save", group: "models", "Saves a model as a folder of plain data; it is there in full or not at all.",
        parameters: [
            .init("model", .host("Model"), "The model."), .init("path", .path, "The folder, by custom name.segmodel."),
            pickle,
        ], result: "Table", effect: .writes
    ) { call, context in
        let model = try call.host(0, as: ModelValue.self).model
        try context.library.noteDeed(.writes)
        let path = try context.library.resolve(try call.string(1))
        let manifest = try ModelArchive.save(model, kind: kind, lineage: try context.library.lineage(of: model),
            allowsPickle: try call.bool(2), to: path)
        return .table(
            try Table([
                ("file", nil, Column(strings: manifest.files.map(\.name))),
                ("bytes", nil, Column(ints: manifest.files.map { Int64($0.bytes) })),
                ("blake2b", nil, Column(strings: manifest.files.map(\.blake2b))),
            ]))
    }

    private static let load = NativeDeclaration(
        "load_model", group: "models", "Loads a saved or published model: a path, \"name\" (the live one) or \"name@3\".",
        parameters: [.init("name", .string, "A path, or the name of a published model."), pickle], result: "Model",
        effect: .reads, examples: ["load_model(\"arrival-delay\")", "load_model(\"models/a.segmodel\")"]
    ) { call, context in
        let name = try call.string(0)
        let state = try context.library
        let isPath = name.contains("/") || name.hasSuffix(".segmodel")
        if try call.bool(1) {
            state.noteDeed(.callsPython)
            try PythonNatives.findModules(of: state)
        }
        state.noteRead(isPath ? state.resolve(name) : "\(state.store.folder)/\(name.prefix { $0 != "@" })")
        let path = isPath ? state.resolve(name) : try state.store.path(of: name)
        let model = try ModelArchive.load(
            TrainedModel.self, kind: kind, from: path, modules: Library.modules, allowsPickle: try call.bool(1))
        if try call.bool(1) {
            let lineage = try ModelArchive.manifest(at: path).lineage
            for difference in PythonLineage.differences(from: lineage, folder: state.absoluteFolder) {
                context.warn("W660", "the model may predict otherwise than when it was scored: \(difference)", hint: nil)
            }
        }
        return .host(ModelValue(model))
    }

    private static let publish = NativeDeclaration(
        "publish", group: "models",
        "Makes a model the next version of a name in the project's store. Where the live one has other segments, it prints which.",
        parameters: [
            .init("model", .host("Model"), "The model."), .init("as", .string, labelOnly: true, "The name."),
            .init("stage", .string, default: .string("live"), labelOnly: true, "live, or any other word."), pickle,
        ], result: "Table", effect: .writes, examples: ["publish(model, as: \"arrival-delay\")"]
    ) { call, context in
        let model = try call.host(0, as: ModelValue.self).model
        let name = try call.string(1)
        try context.library.noteDeed(.writes)
        let store = try context.library.store
        let staging = "\(store.folder)/.staging-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try ModelArchive.save(model, kind: kind, lineage: try context.library.lineage(of: model),
            allowsPickle: try call.bool(3), to: staging)
        let differences = segmentDifferences(model, from: name, in: store, allowsPickle: try call.bool(3))
        let version = try store.publish(modelAt: staging, as: name, stage: try call.string(2))
        if let differences { context.print(differences + "\n") }
        return .table(
            try Table([
                ("name", nil, Column(strings: [name])), ("version", nil, Column(ints: [Int64(version.version)])),
                ("stage", nil, Column(strings: [version.stage])), ("digest", nil, Column(strings: [version.digest])),
            ]))
    }

    /// What is said of a model that divides rows otherwise than the live one of its name; nil where there is none, or it can't be read.
    private static func segmentDifferences(_ model: TrainedModel, from name: String, in store: LocalStore, allowsPickle: Bool) -> String? {
        guard
            let live = try? store.load(
                TrainedModel.self, kind: kind, reference: name, modules: Library.modules, allowsPickle: allowsPickle)
        else { return nil }
        let lines = model.segments.differences(from: live.segments)
        guard !lines.isEmpty else { return nil }
        let more = lines.count > 40 ? ["… \(lines.count - 40) more"] : []
        return (["the segments are others than those of the live \(name):"] + lines.prefix(40) + more).joined(separator: "\n  ")
    }

    private static let saveTable = NativeDeclaration(
        "save", group: "sources", "Writes a table to a file, whole or not at all.",
        parameters: [
            .init("table", .host("Table"), "The table."),
            .init("path", .path, "CSV, TSV, JSON, JSON lines, Parquet or SQLite, by the name's ending."),
            .init(
                "format", .optional(.choice(Destination.Format.allCases.map(\.rawValue))), default: .null, labelOnly: true,
                "The format, where the ending doesn't tell."),
            .init(
                "as", .optional(.string), default: .null, labelOnly: true,
                "The table's name in a SQLite file, whose other tables stay; the file's own name where none is given."),
        ], result: "Table", effect: .writes,
        examples: ["t |> save(\"out.parquet\")", "t |> save(\"all.sqlite\", as: \"flights\")"]
    ) { call, context in
        let table = try call.table(0)
        try context.library.noteDeed(.writes)
        let notes = try Destination.save(
            table, try context.library.resolve(try call.string(1)),
            format: call[2].asString.flatMap(Destination.Format.init), table: call[3].asString)
        context.report(notes, unless: [])
        return call[0]
    }
}

extension TrainedModel {
    var lineageEntries: [String: String] {
        [
            "name": name, "scope": scope.name, "learner": parts.map(\.source).joined(separator: " |> "),
            "rows": String(lineage.rows), "data": lineage.data, "segments": lineage.segments,
        ]
    }
}

extension LibraryState {
    /// What a model's manifest says of where it comes from.
    func lineage(of model: TrainedModel) -> [String: String] {
        model.lineageEntries.merging(PythonLineage.entries(folder: absoluteFolder)) { own, _ in own }
    }

    /// The store of published models.
    var store: LocalStore {
        storeFolder.map { LocalStore(folder: $0) } ?? LocalStore(root: folder.withLock { $0.isEmpty ? "." : $0 })
    }

    private static func fingerprint(_ task: LearningTask) -> String {
        StableHash.hexadecimal([
            task.problem.roles.target ?? "", String(task.table.rowCount), String(task.test.count),
            task.test.prefix(1000).map(String.init).joined(separator: " "),
        ])
    }

    /// Counts one more opening of the test of a task in this session, and says how many there are.
    func noteOpening(of task: LearningTask) -> Int {
        let key = Self.fingerprint(task)
        return openedTests.counts.withLock { counts in
            counts[key, default: 0] += 1
            return counts[key] ?? 1
        }
    }

    /// Takes an opening back that came to nothing.
    func takeBackOpening(of task: LearningTask) {
        let key = Self.fingerprint(task)
        openedTests.counts.withLock { counts in counts[key] = counts[key].flatMap { $0 > 1 ? $0 - 1 : nil } }
    }

    /// Says that the running cell has opened the test.
    func noteDeed(ofOpening task: LearningTask) { noteDeed(.opensTest(Self.fingerprint(task))) }
}
