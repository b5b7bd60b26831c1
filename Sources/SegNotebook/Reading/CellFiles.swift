import Foundation
import SegVM

/// The files that a cell reads and writes, where all of them are written out in it.
struct CellFiles: Sendable {
    private let reads: [String]
    private let writes: [String]

    /// - Parameter folder: what paths in the notebook are relative to.
    init(_ files: NamedFiles, folder: String) {
        // A link and what it leads to are one file.
        func place(_ path: String) -> String {
            let fixed = path.prefix { !"*?[".contains($0) }
            let start = fixed.count == path.count ? path : fixed.lastIndex(of: "/").map { String(fixed[..<$0]) } ?? "."
            return URL(fileURLWithPath: start, relativeTo: URL(fileURLWithPath: folder + "/")).standardizedFileURL.resolvingSymlinksInPath().path
        }
        reads = files.reads.map(place)
        writes = files.writes.map(place)
    }

    /// Whether what one of two cells writes may be what the other reads or writes.
    func mayMeet(_ other: CellFiles) -> Bool {
        Self.mayMeet(writes, other.reads + other.writes) || Self.mayMeet(other.writes, reads)
    }

    private static func mayMeet(_ some: [String], _ others: [String]) -> Bool {
        some.contains { one in others.contains { $0 == one || $0.hasPrefix(one + "/") || one.hasPrefix($0 + "/") } }
    }
}

extension PlannedCell {
    /// Whether it may read or write what another cell writes, or write what that reads.
    func mayShareFiles(with other: PlannedCell) -> Bool {
        guard max(effect, other.effect) == .writes, min(effect, other.effect) >= .reads else { return false }
        guard let files, let others = other.files else { return true }
        return files.mayMeet(others)
    }
}
