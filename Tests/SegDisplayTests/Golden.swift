import Foundation
import Testing

/// Texts that are kept beside the tests. To write them anew after an intended change, run the tests
/// with `SEGNB_UPDATE_GOLDEN=1` and read the difference.
enum Golden {
    static func expect(
        _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("Golden").appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["SEGNB_UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let same = stored == text
        #expect(same, "differs from \(name):\n\(text)", sourceLocation: sourceLocation)
    }
}
