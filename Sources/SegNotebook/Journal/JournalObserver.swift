import Foundation
import SegDisplay
import SegSyntax

/// Writes what happens in a run into its journal.
final class JournalObserver: RunObserver {
    private let journal: RunJournal

    init(_ journal: RunJournal) { self.journal = journal }

    func begins(_ cell: Cell) {
        journal.add(.cellBegan(name: cell.name, at: Date().timeIntervalSince1970))
    }

    func shows(_ piece: OutputPiece, in cell: String) { journal.add(.output(cell: cell, piece)) }

    func ends(_ record: CellRecord) {
        var record = record
        record.output = Document()
        journal.add(.cellEnded(record))
    }
}
