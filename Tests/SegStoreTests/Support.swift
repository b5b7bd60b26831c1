import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegSteps
import SegStore

/// A folder that is removed when the test is over.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "segstore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Names in the folder, hidden ones too, sorted.
    func names(_ inner: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(inner)").sorted()
    }
}

/// A value with arrays, odd numbers and a trained step inside.
struct Example: Codable {
    let title: String
    let weights: DoubleTensor
    let structure: Int32Tensor
    let empty: DoubleTensor
    let bound: Double
    let step: ArchivedStep

    static func make() throws -> Example {
        let levels = Column(strings: ["a", "b", "a", "é"])
        let table = try Table([("c", .categorical, levels)])
        let problem = Problem(kind: .regression, roles: Roles())
        let sample = Sample(
            problem: problem, table: table, features: ["c"], target: .values([1, 2, 3, 4]))
        let fitted = try TargetEncode().fit(sample, FitContext()).fitted
        return Example(
            title: "half a kilo / “é”",
            weights: DoubleTensor([0.1, -0, .pi, 1e-300], shape: [2, 2]),
            structure: Int32Tensor([1, -2, .max]), empty: DoubleTensor([], shape: [0, 3]),
            bound: -.infinity, step: ArchivedStep(fitted))
    }
}

func registry() -> ModuleRegistry {
    var registry = ModuleRegistry()
    registerSteps(into: &registry)
    return registry
}

func load(_ path: String) throws -> Example {
    try ModelArchive.load(Example.self, kind: "example", from: path, modules: registry())
}

func code(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch {
        return (error as? Failure)?.code ?? "\(error)"
    }
}
