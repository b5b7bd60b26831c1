import Foundation
import SegCore
import SegFrame
import SegStore
import Testing

@Suite("Model folders")
struct ArchiveTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { "\(folder.path)/a.segmodel" }

    @discardableResult
    private func save(_ lineage: [String: String] = ["seed": "0"]) throws -> ArchiveManifest {
        try ModelArchive.save(try Example.make(), kind: "example", lineage: lineage, to: path)
    }

    @Test func everythingComesBack() throws {
        let manifest = try save()
        let (first, second) = (try Example.make(), try load(path))
        #expect(second.title == first.title && second.bound == first.bound)
        #expect(second.weights == first.weights && second.structure == first.structure)
        #expect(second.empty.shape == [0, 3])
        let later = try Table([("c", .categorical, Column(strings: ["a", "é", "new", nil]))])
        let values = [first, second].map { example in
            (try? example.step.step.apply(later).column("c").doubles()) ?? []
        }
        #expect(values[0] == values[1] && values[0].count == 4)
        #expect(try ModelArchive.manifest(at: path) == manifest)
        #expect(manifest.lineage == ["seed": "0"])
    }

    @Test func arraysStandInTheTensorFile() throws {
        try save()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/tensors.safetensors"))
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect((8 + length) % 8 == 0)
        let header = try #require(
            JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: [String: Any]])
        #expect(header["t0"]?["dtype"] as? String == "F64")
        #expect(header["t0"]?["shape"] as? [Int] == [2, 2])
        #expect(header["t1"]?["dtype"] as? String == "I32")
        #expect(try TensorFile(bytes, path: "t").names == ["t0", "t1", "t2", "t3"])
    }

    @Test func equalValuesAreEqualBytes() throws {
        let first = try save()
        let second = try ModelArchive.save(
            try Example.make(), kind: "example", lineage: ["seed": "0"], to: "\(folder.path)/b")
        #expect(first.digest == second.digest)
        #expect(try save(["seed": "1"]).digest != first.digest)
    }

    @Test func replacingLeavesNothingBehind() throws {
        try save()
        try save(["seed": "2"])
        #expect(try folder.names() == ["a.segmodel"])
        #expect(try ModelArchive.manifest(at: path).lineage == ["seed": "2"])
        #expect(
            try folder.names("a.segmodel") == [
                "manifest.json", "model.json", "tensors.safetensors",
            ])
    }

    @Test func whatIsNoModelIsNotReplaced() throws {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(code { try save() } == "E706")
        #expect(code { _ = try load(path) } == "E704")
        #expect(code { _ = try load(path + ".none") } == "E702")
    }

    @Test func kindAndModulesMustBeKnown() throws {
        try save()
        #expect(
            code {
                _ = try ModelArchive.load(
                    Example.self, kind: "model", from: path, modules: registry())
            }
                == "E705")
        #expect(
            code {
                _ = try ModelArchive.load(
                    Example.self, kind: "example", from: path, modules: ModuleRegistry())
            } == "E701")
        #expect(
            code {
                _ = try ModelArchive.load(
                    [Int].self, kind: "example", from: path, modules: registry())
            }
                == "E703")
    }

    @Test func laterFormatsSaySo() throws {
        try save()
        let url = URL(fileURLWithPath: "\(path)/manifest.json")
        let text = try String(contentsOf: url, encoding: .utf8)
        let later = text.replacing("\"format_version\" : 2", with: "\"format_version\" : 3")
        try Data(later.utf8).write(to: url)
        #expect(code { _ = try load(path) } == "E705")
    }

    @Test func linksAndPipesAreNotWaitedFor() throws {
        try save()
        try FileManager.default.removeItem(atPath: "\(path)/model.json")
        #expect(mkfifo("\(path)/model.json", 0o600) == 0)
        #expect(code { _ = try load(path) } == "E706")
    }
}
