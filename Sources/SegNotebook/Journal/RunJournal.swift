import Foundation
import SegDiagnostics
import SegDisplay

/// One line of a journal.
enum JournalEvent: Codable {
    case began(RunHeader)
    case cellBegan(name: String, at: Double)
    /// A piece of a cell's output as it came.
    case output(cell: String, OutputPiece)
    /// The cell's record without its output, which the lines above hold.
    case cellEnded(CellRecord)
    case ended(seconds: Double, libraries: [String]?)
    /// The program crashed by a signal in the cells that were running.
    case crashed(signal: Int32, at: Double)
}

/// The account of a run as it goes: lines of JSON that are only ever added, so that whatever stands in
/// the file is true, wherever it was cut off.
final class RunJournal {
    static let fileName = "journal.jsonl"
    /// Seconds between two times that the disk is waited for.
    private static let syncInterval = 0.25

    private let file: Int32
    private let path: String
    private let encoder = JSONEncoder()
    private var lastSync = ContinuousClock.now
    /// Why a line could not be added; after that none is.
    private(set) var failure: Failure?

    /// Opens the journal of a new run in its folder. E681 where that can't be written.
    init(folder: String) throws(Failure) {
        path = "\(folder)/\(Self.fileName)"
        file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw Failure("E681", "\"\(path)\" can't be written: \(String(cString: strerror(errno)))")
        }
        // Held until the process ends: whoever can take it knows that the run is over.
        flock(file, LOCK_EX | LOCK_NB)
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = JournalNumbers.encoding
    }

    deinit { close(file) }

    /// Adds a line to the journal of a run whose program is gone; what it was writing then is cut off.
    static func append(_ event: JournalEvent, folder: String) throws(Failure) {
        let path = "\(folder)/\(fileName)"
        guard var bytes = FileManager.default.contents(atPath: path) else { throw Failure("E680", "\"\(folder)\" holds no run") }
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        bytes.removeSubrange(whole...)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            bytes.append(try encoder.encode(event))
            bytes.append(UInt8(ascii: "\n"))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            defer { try? file.close() }
            try file.truncate(atOffset: UInt64(whole))
            try file.seekToEnd()
            try file.write(contentsOf: bytes[whole...])
            try file.synchronize()
        } catch {
            throw Failure("E681", "\"\(path)\" can't be written: \(error.localizedDescription)")
        }
    }

    /// Whether the run of a folder is still going on.
    static func isLive(folder: String) -> Bool {
        let file = open("\(folder)/\(fileName)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }

    /// Adds a line. What can't be written is kept in `failure`, and the run goes on.
    func add(_ event: JournalEvent) {
        guard failure == nil else { return }
        guard var line = try? encoder.encode(event) else {
            failure = Failure("E681", "the journal can't hold what a cell showed")
            return
        }
        line.append(UInt8(ascii: "\n"))
        guard write(line) else {
            failure = Failure("E681", "\"\(path)\" can't be written: \(String(cString: strerror(errno)))")
            return
        }
        if (ContinuousClock.now - lastSync).seconds > Self.syncInterval { sync() }
    }

    /// Waits until the disk has what was written.
    func sync() {
        guard failure == nil else { return }
        if fdatasync(file) != 0, errno != EINVAL, errno != EROFS {
            failure = Failure("E681", "\"\(path)\" can't be synced: \(String(cString: strerror(errno)))")
        }
        lastSync = .now
    }

    /// One `write` a line, so that a kill leaves whole lines but for the last.
    private func write(_ line: Data) -> Bool {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// How numbers that JSON lacks stand in a journal.
enum JournalNumbers {
    static let encoding = JSONEncoder.NonConformingFloatEncodingStrategy.convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    static let decoding = JSONDecoder.NonConformingFloatDecodingStrategy.convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}
