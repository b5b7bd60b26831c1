import Foundation
import SegDisplay
import SegSyntax

/// Writes what happens in a run into its journal.
final class JournalObserver: RunObserver {
    private let journal: RunJournal
    private let warnings: PlanWarnings

    init(_ journal: RunJournal, _ warnings: PlanWarnings) {
        self.journal = journal
        self.warnings = warnings
    }

    func begins(_ cell: Cell) {
        journal.add(.cellBegan(name: cell.name, at: Date().timeIntervalSince1970))
    }

    func shows(_ piece: OutputPiece, in cell: String) { journal.add(.output(cell: cell, piece)) }

    func ends(_ record: CellRecord) {
        var record = warnings.added(to: record)
        record.output = Document()
        journal.add(.cellEnded(record))
    }
}
