import Foundation
import SegDiagnostics
import SegStore

/// The folder in which runs and cached results of notebooks are kept: `.segnb` beside the notebook,
/// unless another is named.
public struct Workspace: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// The workspace of a notebook: a path that is given, that of `SEGNB_WORKSPACE`, or beside the notebook.
    public init(of notebook: String, path: String? = nil) {
        self.path = path ?? Self.usual ?? SourceReading.folder(of: notebook) + "/.segnb"
    }

    /// The workspace of the environment.
    public static var usual: String? {
        ProcessInfo.processInfo.environment["SEGNB_WORKSPACE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    public var cache: CacheFolder { CacheFolder(path: path + "/cache") }
    public var runsFolder: String { path + "/runs" }
    /// Where published models are kept.
    public var store: String { path + "/store" }

    /// The folder of a run.
    public func folder(ofRun id: String) -> String { "\(runsFolder)/\(id)" }

    /// Names of runs, the latest last.
    public var runs: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runsFolder)) ?? []
        return names.filter { RunName.isOne($0) }.sorted()
    }

    /// The run that is meant: its name, the start of it, or `last`. E680 where there is none or several.
    public func run(_ text: String) throws(Failure) -> String {
        let all = runs
        guard let latest = all.last else {
            throw Failure("E680", "there are no runs in \"\(runsFolder)\"", hint: "segnb run notebook.segnb makes one")
        }
        if text == "last" { return latest }
        let found = all.filter { $0.hasPrefix(text) }
        if found.contains(text) || found.count == 1 { return found.contains(text) ? text : found[0] }
        let hint = found.isEmpty ? Suggestion.hint(for: text, among: all) ?? "the latest is \(latest)"
            : "it may be " + found.prefix(5).joined(separator: ", ")
        throw Failure("E680", "there is \(found.isEmpty ? "no" : "more than one") run \"\(text)\"", hint: hint)
    }

    /// Makes the folder of a new run, with a name that no other has.
    func makeRun(now: Double) throws(Failure) -> String {
        do {
            try FileManager.default.createDirectory(atPath: runsFolder, withIntermediateDirectories: true)
        } catch { throw Failure("E681", "\"\(runsFolder)\" can't be made: \(FileProblem.reason(of: error))") }
        for _ in 0..<100 {
            let name = RunName.make(now: now)
            if mkdir(folder(ofRun: name), 0o755) == 0 { return name }
            guard errno == EEXIST else { break }
        }
        throw Failure("E681", "\"\(runsFolder)\" can't be written: \(String(cString: strerror(errno)))")
    }
}

/// Names of runs: the moment in UTC to the millisecond and three random letters, so that they sort by time.
enum RunName {
    static func make(now: Double) -> String {
        var seconds = time_t(now)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let numbers = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        let texts = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }
        let fraction = Int((now - now.rounded(.down)) * 1000) % 1000
        let milliseconds = String(String(1000 + fraction).suffix(3))
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let suffix = String((0..<3).map { _ in letters[Int.random(in: 0..<letters.count)] })
        return texts[0..<3].joined() + "-" + texts[3..<6].joined() + milliseconds + "-" + suffix
    }

    static func isOne(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0].count == 8 && parts[1].count == 9 && parts[2].count == 3
            && (parts[0] + parts[1]).allSatisfy(\.isNumber)
    }
}
