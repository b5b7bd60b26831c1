import Foundation
import SegCore
import SegDiagnostics
import Synchronization

/// Gathers the arrays of a value while it is encoded, and writes them as one safetensors file.
final class TensorCollector: TensorSink, Sendable {
    private struct Content {
        var doubles: [(name: String, values: [Double], shape: [Int])] = []
        var int32s: [(name: String, values: [Int32], shape: [Int])] = []

        var nextName: String { "t\(doubles.count + int32s.count)" }
    }

    private let content = Mutex(Content())

    func store(doubles: [Double], shape: [Int]) -> String {
        content.withLock { content in
            let name = content.nextName
            content.doubles.append((name, doubles, shape))
            return name
        }
    }

    func store(int32s: [Int32], shape: [Int]) -> String {
        content.withLock { content in
            let name = content.nextName
            content.int32s.append((name, int32s, shape))
            return name
        }
    }

    /// The file's bytes. The wider numbers come first, so that all are aligned.
    func bytes() -> Data {
        content.withLock { content in
            var header: [String] = []
            var numbers = Data()
            for array in content.doubles {
                let words = array.values.map { $0.bitPattern.littleEndian }
                header.append(Self.append(words, array.name, "F64", array.shape, to: &numbers))
            }
            for array in content.int32s {
                let words = array.values.map { UInt32(bitPattern: $0).littleEndian }
                header.append(Self.append(words, array.name, "I32", array.shape, to: &numbers))
            }
            return Self.file(header: "{" + header.joined(separator: ",") + "}", numbers)
        }
    }

    /// Appends an array's words and gives its entry of the header.
    private static func append<Word: FixedWidthInteger & BitwiseCopyable>(
        _ words: [Word], _ name: String, _ type: String, _ shape: [Int], to numbers: inout Data
    ) -> String {
        let start = numbers.count
        // SAFETY: the words are read within the closure only.
        words.withUnsafeBytes { numbers.append(contentsOf: $0) }
        let sizes = shape.map(String.init).joined(separator: ",")
        let place = "\(start),\(numbers.count)"
        return #""\#(name)":{"dtype":"\#(type)","shape":[\#(sizes)],"data_offsets":[\#(place)]}"#
    }

    private static func file(header: String, _ numbers: Data) -> Data {
        var text = Array(header.utf8)
        // Spaces fill the header so that the numbers begin at a multiple of 8 bytes.
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        var file = Data((0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) })
        file.append(contentsOf: text)
        file.append(numbers)
        return file
    }
}

/// Gives the arrays of a file back while a value is decoded.
final class TensorReader: TensorSource, Sendable {
    private let file: TensorFile
    private let path: String

    init(_ file: TensorFile, path: String) {
        self.file = file
        self.path = path
    }

    func doubles(_ name: String) throws(Failure) -> (values: [Double], shape: [Int]) {
        guard let array = file.doubles(name) else { throw missing(name) }
        return array
    }

    func int32s(_ name: String) throws(Failure) -> (values: [Int32], shape: [Int]) {
        guard let array = file.int32s(name) else { throw missing(name) }
        return array
    }

    private func missing(_ name: String) -> Failure {
        StoreError.damaged(path, "the array '\(name)' is missing or of another type")
    }
}
