import Foundation
import SegCore
import SegDiagnostics
import Synchronization

/// Trained models and predictions of earlier runs in a cache folder.
public final class FitCache: FitStore {
    public let environment: String
    private let folder: CacheFolder
    private let modules: ModuleRegistry
    private let trouble = Mutex<Failure?>(nil)
    public let hasUnfinished: Bool

    /// - Parameters:
    ///   - environment: a digest of the program and the libraries that decide results.
    ///   - modules: the types that saved models are read into.
    public init(_ folder: CacheFolder, environment: String, modules: ModuleRegistry) {
        self.folder = folder
        self.environment = environment
        self.modules = modules
        hasUnfinished = folder.holds(Self.unfinishedKind)
    }

    private static let unfinishedKind = "checkpoints"

    /// Why the last fit could not be kept; nil where all could.
    public var failure: Failure? { trouble.withLock { $0 } }

    public func fit(_ key: String) -> KeptFit? {
        guard let bytes = folder.read("fits", key), let parts = Framed.parts(bytes), parts.count == 2 else {
            return nil
        }
        let fit = try? ArchiveCoding.decode(
            StoredFit.self, json: parts[0], tensors: parts[1], path: key, modules: modules)
        return fit?.fit
    }

    public func keep(_ fit: KeptFit, _ key: String) {
        write(StoredFit(fit), "fits", key)
    }

    public func unfinished<State: Decodable>(_ type: State.Type, _ key: String) -> State? {
        guard let bytes = folder.read(Self.unfinishedKind, key), let parts = Framed.parts(bytes), parts.count == 2 else {
            return nil
        }
        return try? ArchiveCoding.decode(type, json: parts[0], tensors: parts[1], path: key, modules: modules)
    }

    public func keepUnfinished(_ state: some Encodable, _ key: String) { write(state, Self.unfinishedKind, key) }

    public func dropUnfinished(_ key: String) { folder.remove(Self.unfinishedKind, key) }

    private func write(_ value: some Encodable, _ kind: String, _ key: String) {
        do {
            let coded = try ArchiveCoding.encode(value)
            try folder.write(kind, key, Framed.bytes([coded.json, coded.tensors]))
        } catch {
            trouble.withLock { $0 = error as? Failure ?? Failure("E706", "\(error)") }
        }
    }
}

/// Several pieces of data in one file, each after its length.
public enum Framed {
    public static func bytes(_ parts: [Data]) -> Data {
        var bytes = Data()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(part)
        }
        return bytes
    }

    /// The pieces; nil where the bytes are not what `bytes` gives.
    public static func parts(_ bytes: Data) -> [Data]? {
        var parts: [Data] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 8 else { return nil }
            let length = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            guard length <= UInt64(rest.count) else { return nil }
            parts.append(Data(rest.prefix(Int(length))))
            rest = rest.dropFirst(Int(length))
        }
        return parts
    }
}

/// A fit as it is written.
private struct StoredFit: Codable {
    let rows: Int
    let outputs: Int
    let values: DoubleTensor
    let thresholds: DoubleTensor?
    let model: ArchivedLearner?
    let rounds: Int?
    /// The probabilities from which it decides, the least and the greatest.
    let decides: [Double]?
    let curve: DoubleTensor
    let seconds: Double

    init(_ fit: KeptFit) {
        rows = fit.predictions.rowCount
        outputs = fit.predictions.outputCount
        values = DoubleTensor(fit.predictions.values)
        thresholds = fit.predictions.thresholds.map { DoubleTensor($0) }
        model = fit.model.map(ArchivedLearner.init)
        rounds = fit.rounds
        decides = fit.thresholds.map { [$0.lowerBound, $0.upperBound] }
        curve = DoubleTensor(fit.curve)
        seconds = fit.seconds
    }

    /// nil where the numbers don't fit together.
    var fit: KeptFit? {
        guard rows >= 0, outputs > 0, values.values.count == rows.multipliedReportingOverflow(by: outputs).partialValue,
            thresholds.map({ $0.values.count == rows }) ?? true
        else { return nil }
        return KeptFit(
            predictions: Predictions(
                rowCount: rows, outputCount: outputs, values: values.values, thresholds: thresholds?.values),
            model: model?.learner, rounds: rounds, thresholds: decidesFrom, curve: curve.values, seconds: seconds)
    }

    private var decidesFrom: ClosedRange<Double>? {
        guard let decides, decides.count == 2, decides[0] <= decides[1] else { return nil }
        return decides[0]...decides[1]
    }
}
