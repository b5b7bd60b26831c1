import Foundation
import SegCore
import SegDiagnostics

/// Values as two files of plain data: JSON without large arrays, and the arrays.
public enum ArchiveCoding {
    /// Equal values give equal bytes.
    public static func encode(
        _ value: some Encodable, allowsPickle: Bool = false
    ) throws -> (json: Data, tensors: Data) {
        let tensors = TensorCollector()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        encoder.userInfo[.tensorSink] = tensors
        encoder.userInfo[.allowsPickle] = allowsPickle
        let json = try encoder.encode(value)
        return (json, tensors.bytes())
    }

    /// The value again; `path` names the place in messages.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, json: Data, tensors: Data, path: String, modules: ModuleRegistry,
        allowsPickle: Bool = false
    ) throws -> Value {
        let file = try TensorFile(tensors, path: path)
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        decoder.userInfo[.tensorSource] = TensorReader(file, path: path)
        decoder.userInfo[.moduleRegistry] = modules
        decoder.userInfo[.allowsPickle] = allowsPickle
        return try decoder.decode(type, from: json)
    }
}
