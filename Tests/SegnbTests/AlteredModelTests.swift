import Foundation
import SegIdentity
import Testing

/// Model folders that somebody altered and gave digests that fit: each is refused or predicts, and none ends the program.
@Suite struct AlteredModelTests {
    private static let training = """
        %% data
        let all = load("animals.csv")
        let t = all |> filter(.weight != nil) |> head(300)
        let weights = t |> as_task(target: .weight, features: [.hindfoot_length, .sex, .species_id, .plot_id])
        let sexes = t |> filter(.sex != nil) |> as_task(target: .sex, positive: "F", features: [.hindfoot_length, .weight, .plot_id])
        %% regression
        let prepared = impute() |> one_hot(categorical()) |> standardize(numeric())
        train(weights, prepared |> ridge(alpha: 1.0)) |> save("models/ridge")
        train(weights, gbdt(rounds: 3)) |> save("models/gbdt")
        train(weights, impute() |> random_forest(n_estimators: 3)) |> save("models/forest")
        train(weights, impute() |> one_hot() |> knn()) |> save("models/knn")
        train(weights, stack(["g": gbdt(rounds: 2), "r": prepared |> ridge(alpha: 1.0)], folds: 2)) |> save("models/stack")
        %% segments
        let species = segment(weights, .species_id, min_rows: 40)
        train(weights, gbdt(rounds: 2), over: species, scope: "blended") |> save("models/blended")
        %% classes
        train(sexes, impute() |> logistic(C: 1.0)) |> save("models/logistic")
        train(sexes, naive_bayes()) |> save("models/bayes")
        train(sexes, gbdt(rounds: 2) |> calibrate(folds: 2) |> threshold(at: 0.4)) |> save("models/threshold")
        """

    private static let loading = #"""
        %% altered
        let t = load("animals.csv") |> head(40)
        var [refused, predicted] = [0, 0]
        for path in load("paths.csv").path {
            try {
                let model = load_model(path)
                let rows = predict(model, t)
                predicted = predicted + 1
            } catch e {
                expect e.code.starts_with("E")
                refused = refused + 1
            }
        }
        print("\(refused) refused, \(predicted) predicted")
        """#

    @Test func theyAreRefusedOrPredict() throws {
        let animals = try String(contentsOf: ProgramProcess.root.appendingPathComponent("examples/data/rodent_surveys.csv"), encoding: .utf8)
        let project = try CacheTests.Project(["train.segnb": Self.training, "try.segnb": Self.loading, "animals.csv": animals])
        defer { project.remove() }
        let trained = try ProgramProcess.run(["run", "train.segnb", "--quiet"], in: project.folder)
        try #require(trained.status == 0, "\(trained)")
        let models = project.folder.appendingPathComponent("models")
        var random = FixedRandom(state: 20_261_130)
        var paths = ["path"]
        for model in try FileManager.default.contentsOfDirectory(atPath: models.path).sorted() {
            for turn in 0..<40 {
                let name = "altered/\(model)-\(turn)"
                let folder = project.folder.appendingPathComponent(name)
                try FileManager.default.createDirectory(at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
                try FileManager.default.copyItem(at: models.appendingPathComponent(model), to: folder)
                try Self.alter(folder, turn.isMultiple(of: 2) ? "model.json" : "tensors.safetensors", &random)
                paths.append(name)
            }
        }
        try project.write("paths.csv", paths.joined(separator: "\n") + "\n")
        let outcome = try ProgramProcess.run(["run", "try.segnb"], in: project.folder)
        let counts = try #require(outcome.output.firstMatch(of: /(\d+) refused, (\d+) predicted/), "\(outcome)")
        let (refused, predicted) = (Int(counts.1) ?? 0, Int(counts.2) ?? 0)
        #expect(outcome.status == 0 && refused > 0 && predicted > 0 && refused + predicted == paths.count - 1, "\(outcome)")
    }

    /// Changes one number of a file, or one that the model's description has, and makes the digests those of what is there.
    private static func alter(_ folder: URL, _ file: String, _ random: inout FixedRandom) throws {
        let url = folder.appendingPathComponent(file)
        let sound = try Data(contentsOf: url)
        let altered = file == "model.json" ? description(sound, &random) : tensors(sound, &random)
        try altered.write(to: url)
        let path = folder.appendingPathComponent("manifest.json")
        var manifest = try String(contentsOf: path, encoding: .utf8)
        manifest = manifest.replacing(digest(sound), with: digest(altered))
            .replacing("\"bytes\" : \(sound.count),", with: "\"bytes\" : \(altered.count),")
            .replacing(/"digest" : "\w+"/, with: "\"digest\" : \"\"")
        manifest = manifest.replacing("\"digest\" : \"\"", with: "\"digest\" : \"\(digest(Data(manifest.utf8)))\"")
        try manifest.write(to: path, atomically: true, encoding: .utf8)
    }

    private static func digest(_ bytes: Data) -> String { bytes.withUnsafeBytes { ContentHash.digest(of: $0) } }

    private static func tensors(_ sound: Data, _ random: inout FixedRandom) -> Data {
        var bytes = Array(sound)
        let header = 8 + bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let words = (bytes.count - header) / 4
        guard words > 0 else { return sound }
        let place = header + 4 * Int.random(in: 0..<words, using: &random)
        let number: UInt32 = [0, 1, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 1_000_000, 0x7FC0_0000].randomElement(using: &random) ?? 0
        withUnsafeBytes(of: number.littleEndian) { word in for offset in 0..<4 { bytes[place + offset] = word[offset] } }
        return Data(bytes)
    }

    private static func description(_ sound: Data, _ random: inout FixedRandom) -> Data {
        let text = String(decoding: sound, as: UTF8.self)
        let numbers = text.ranges(of: /-?\d+(\.\d+)?/)
        guard let place = numbers.randomElement(using: &random) else { return sound }
        let number = ["-1", "0", "1", "2", "7", "999999999", "9223372036854775807", "1e308", "0.5"].randomElement(using: &random) ?? "0"
        return Data(text.replacingCharacters(in: place, with: number).utf8)
    }
}

/// The same numbers each time.
private struct FixedRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
