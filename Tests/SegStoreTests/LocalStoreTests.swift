import Foundation
import SegCore
import SegStore
import Synchronization
import Testing

@Suite("The store of published models")
struct LocalStoreTests {
    let folder: TemporaryFolder
    let store: LocalStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalStore(root: folder.path)
        for name in ["first", "second"] {
            try ModelArchive.save(
                try Example.make(), kind: "example", lineage: ["name": name],
                to: "\(folder.path)/\(name).segmodel")
        }
    }

    private var first: String { "\(folder.path)/first.segmodel" }
    private var second: String { "\(folder.path)/second.segmodel" }

    private func lineage(_ reference: String) throws -> String? {
        try ModelArchive.manifest(at: store.path(of: reference)).lineage["name"]
    }

    @Test func versionsAreNumberedAndOneIsLive() throws {
        #expect(try store.names().isEmpty)
        #expect(try store.publish(modelAt: first, as: "delay").version == 1)
        #expect(try store.publish(modelAt: second, as: "delay").version == 2)
        #expect(try lineage("delay") == "second")
        #expect(try lineage("delay@1") == "first")
        #expect(try store.versions(of: "delay").map(\.stage) == ["retired", "live"])
        #expect(try store.names() == ["delay"])
        let loaded = try store.load(
            Example.self, kind: "example", reference: "delay@1", modules: registry())
        #expect(loaded.title == (try Example.make()).title)
    }

    @Test func stagesAreSetAndTakenBack() throws {
        try store.publish(modelAt: first, as: "delay")
        try store.publish(modelAt: second, as: "delay", stage: "staging")
        #expect(try lineage("delay") == "first")
        #expect(try lineage("delay@staging") == "second")
        #expect(try store.setStage("live", of: "delay@2").stage == "live")
        #expect(try lineage("delay") == "second")
        try store.setStage("live", of: "delay@1")
        #expect(try store.versions(of: "delay").map(\.stage) == ["live", "retired"])
    }

    @Test func unknownNamesAndVersions() throws {
        try store.publish(modelAt: first, as: "delay", stage: "staging")
        #expect(code { _ = try store.resolve("delay") } == "E708")
        #expect(code { _ = try store.resolve("delays") } == "E708")
        #expect(code { _ = try store.resolve("delay@2") } == "E708")
        #expect(code { _ = try store.resolve("delay@shadow") } == "E708")
        for name in ["", "..", ".hidden", "a/b", "a b", "é", String(repeating: "x", count: 101)] {
            #expect(code { _ = try store.publish(modelAt: first, as: name) } == "E707", "\(name)")
        }
        #expect(code { _ = try store.publish(modelAt: folder.path, as: "x") } == "E704")
        #expect(try store.names() == ["delay"])
    }

    @Test func publicationsAtOnceGetVersionsOfTheirOwn() throws {
        let versions = Mutex<[Int]>([])
        let (store, models) = (store, [first, second])
        DispatchQueue.concurrentPerform(iterations: 12) { turn in
            let stored = try? store.publish(modelAt: models[turn % 2], as: "delay")
            versions.withLock { $0.append(stored?.version ?? 0) }
        }
        #expect(versions.withLock { $0.sorted() } == Array(1...12))
        #expect(try store.versions(of: "delay").map(\.version) == Array(1...12))
        #expect(try store.versions(of: "delay").count { $0.stage == "live" } == 1)
        for version in 1...12 { try ModelArchive.verify(try store.path(of: "delay@\(version)")) }
    }

    /// A publication that was cut off before the index was written left a folder; it doesn't count.
    @Test func whatIsNotInTheIndexIsNotThere() throws {
        try store.publish(modelAt: first, as: "delay")
        let stray = "\(store.folder)/delay/2"
        try FileManager.default.copyItem(atPath: first, toPath: stray)
        #expect(code { _ = try store.resolve("delay@2") } == "E708")
        #expect(try store.publish(modelAt: second, as: "delay").version == 2)
        #expect(try lineage("delay@2") == "second")
    }

    @Test func anExchangedModelIsNoticed() throws {
        try store.publish(modelAt: first, as: "delay")
        try FileManager.default.removeItem(atPath: "\(store.folder)/delay/1")
        try FileManager.default.copyItem(atPath: second, toPath: "\(store.folder)/delay/1")
        #expect(code { _ = try store.path(of: "delay") } == "E703")
        try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(store.folder)/delay/index.json"))
        #expect(code { _ = try store.resolve("delay") } == "E703")
    }
}
