import Foundation
import SegDiagnostics
import SegDisplay

/// Reports as files.
enum ReportFile {
    /// Writes the page of a run, whole or not at all.
    static func write(_ record: RunRecord, to path: String) throws(Failure) {
        try AtomicFile.write(Data(ReportPage().render(ReportContent(record)).utf8), to: path)
    }
}
