import Foundation
import Testing

/// The page of codes and the sources agree.
@Suite struct CodeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func everyCodeIsDocumented() throws {
        let page = try String(contentsOf: Self.root.appendingPathComponent("docs/diagnostics.md"), encoding: .utf8)
        var documented: Set<String> = []
        for match in page.matches(of: /([EWL])(\d{3})(?:–[EWL]?(\d{3}))?/) {
            let first = try #require(Int(match.2))
            let last = match.3.flatMap { Int($0) } ?? first
            for number in first...max(first, last) { documented.insert("\(match.1)\(number)") }
        }
        var used: Set<String> = []
        let files = FileManager.default.enumerator(at: Self.root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /"([EWL]\d{3})"/) { used.insert(String(match.1)) }
        }
        #expect(used.count > 150)
        #expect(used.subtracting(documented).sorted() == [])
    }
}
