import Foundation
import SegStore
import SegTensor
import Testing

@Suite("Damaged model folders are refused")
struct FuzzTests {
    private static let files = ["manifest.json", "model.json", "tensors.safetensors"]

    /// A changed byte, a cut, bytes added, or a part doubled.
    private static func damage(_ bytes: Data, _ random: inout RandomStream) -> Data {
        var copy = Array(bytes)
        let place = random.nextInt(below: max(1, copy.count))
        switch random.nextInt(below: 5) {
        case 0: copy[place] ^= UInt8(1 + random.nextInt(below: 255))
        case 1: copy.removeSubrange(place...)
        case 2: copy.append(UInt8(random.nextInt(below: 256)))
        case 3: copy.insert(contentsOf: copy[place...], at: place)
        default: copy.remove(at: place)
        }
        return Data(copy)
    }

    @Test(arguments: files)
    func everyDamageIsFound(_ file: String) throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/m"
        try ModelArchive.save(try Example.make(), kind: "example", to: path)
        let url = URL(fileURLWithPath: "\(path)/\(file)")
        let sound = try Data(contentsOf: url)
        var random = RandomStream(seed: 3).child(file)
        for turn in 0..<300 {
            let damaged = Self.damage(sound, &random)
            guard damaged != sound else { continue }
            try damaged.write(to: url)
            let code = code { _ = try load(path) }
            let isSameText = file == "manifest.json" && Self.isSameJSON(damaged, sound)
            #expect(code.hasPrefix("E70") || isSameText, "turn \(turn): '\(code)'")
        }
        try FileManager.default.removeItem(at: url)
        #expect(code { _ = try load(path) }.hasPrefix("E70"))
    }

    /// White space and the spelling of an escape don't change what a manifest says.
    private static func isSameJSON(_ first: Data, _ second: Data) -> Bool {
        let objects = [first, second].map {
            (try? JSONSerialization.jsonObject(with: $0)) as? NSDictionary
        }
        return objects[0] != nil && objects[0] == objects[1]
    }

    /// The reader by itself, without digests before it, never reads outside of its bytes.
    @Test func tensorFilesAreCheckedByThemselves() throws {
        let folder = try TemporaryFolder()
        try ModelArchive.save(try Example.make(), kind: "example", to: "\(folder.path)/m")
        let sound = try Data(
            contentsOf: URL(fileURLWithPath: "\(folder.path)/m/tensors.safetensors"))
        var random = RandomStream(seed: 4)
        for _ in 0..<5_000 {
            _ = code { _ = try TensorFile(Self.damage(sound, &random), path: "t").names }
        }
    }

    @Test(arguments: [
        #"{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}}"#,
        #"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
            + #""b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[-8,0]}}"#,
        #"{"a":{"dtype":"F64","shape":[1e400],"data_offsets":[0,8]}}"#,
        "[]", "", "{", #"{"__metadata__":{}}"#,
    ])
    func unsoundHeaders(_ header: String) {
        var bytes = Data((0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> ($0 * 8)) })
        bytes.append(contentsOf: header.utf8)
        bytes.append(Data(count: 8))
        #expect(code { _ = try TensorFile(bytes, path: "t") } == "E703")
    }

    @Test func lengthsAreBounded() {
        for first in [UInt8(0), 255] {
            let bytes = Data(repeating: 255, count: 8) + Data(repeating: first, count: 8)
            #expect(code { _ = try TensorFile(bytes, path: "t") } == "E703")
        }
        #expect(code { _ = try TensorFile(Data([1, 2]), path: "t") } == "E703")
    }
}
