import Foundation
import SegDiagnostics
import SegDisplay
import SegPython
import SegVM
import Synchronization

/// Independent cells at the same time, with the same results as one after the other.
///
/// One thread, the run's own, decides and records; the others only run cells and send what came of it.
extension NotebookRun {
    func runSideBySide() -> [CellRecord] {
        var desk = Desk(plan.cells)
        // The first machine is this thread's own, for values that are made again.
        var free = Array(runners.dropFirst())
        let inbox = Inbox()
        while !desk.isFinished {
            while let index = desk.next(canRun: !free.isEmpty) { begin(index, &desk, &free, inbox) }
            guard desk.isWaiting else { break }
            receive(inbox.take(), &desk, &free)
        }
        return plan.cells.indices.compactMap { desk.records[$0] }
    }

    /// Settles a cell whose turn it is, or gives it to a free machine.
    private func begin(_ index: Int, _ desk: inout Desk, _ free: inout [CellRunner], _ inbox: Inbox) {
        let cell = plan.cells[index]
        if let record = refusal(of: index) {
            settle(index, record, [], &desk)
            return
        }
        journal?.begins(cell.cell)
        switch start(index) {
        case .settled(let record, let pieces): settle(index, record, pieces, &desk)
        case .needsRun(let inputs, let key):
            let runner = free.removeFirst()
            desk.running[index] = (runner, key)
            tell(&desk)
            launch(index, inputs, on: runner, inbox)
        }
    }

    private func receive(_ letter: Inbox.Letter, _ desk: inout Desk, _ free: inout [CellRunner]) {
        switch letter {
        case .piece(let index, let piece):
            guard desk.running[index] != nil else { return }
            journal?.shows(piece, in: plan.cells[index].cell.name)
            desk.pieces[index, default: []].append(piece)
            tell(&desk)
        case .ended(let index, let result):
            guard let (runner, key) = desk.running.removeValue(forKey: index) else { return }
            free.append(runner)
            finish(index, keep(result, index, key), &desk)
        }
    }

    private func settle(_ index: Int, _ record: CellRecord, _ pieces: [OutputPiece], _ desk: inout Desk) {
        for piece in pieces { journal?.shows(piece, in: record.name) }
        desk.pieces[index] = pieces
        finish(index, record, &desk)
    }

    private func finish(_ index: Int, _ record: CellRecord, _ desk: inout Desk) {
        statuses[index] = record.status
        desk.records[index] = record
        journal?.ends(record)
        tell(&desk)
    }

    /// Tells the display of the cells in the notebook's order, as far as they have come.
    private func tell(_ desk: inout Desk) {
        while let index = desk.front {
            let cell = plan.cells[index].cell
            guard desk.running[index] != nil || desk.records[index] != nil else { return }
            if desk.announce(index) { display.begins(cell) }
            for piece in desk.pieces[index] ?? [] { display.shows(piece, in: cell.name) }
            desk.pieces[index] = []
            guard let record = desk.records[index] else { return }
            display.ends(record)
            desk.pass(index)
        }
    }
}

// MARK: - Cells on other threads

extension NotebookRun {
    /// Runs a cell of Python on Python's thread while this one waits, until it ends or is left behind.
    func runApart(_ index: Int, _ inputs: [String: Value]) -> CellRunner.Result {
        let inbox = Inbox()
        launch(index, inputs, on: runners[0], inbox)
        while true {
            switch inbox.take() {
            case .piece(_, let piece): observers.forEach { $0.shows(piece, in: plan.cells[index].cell.name) }
            case .ended(_, let result): return result
            }
        }
    }

    /// Begins a cell on a thread of its own, or on Python's.
    private func launch(_ index: Int, _ inputs: [String: Value], on runner: CellRunner, _ inbox: Inbox) {
        let cell = plan.cells[index]
        let run = { @Sendable in runner.run(cell, inputs: inputs) { piece, _ in inbox.put(.piece(index, piece)) } }
        guard cell.touchesPython else { return Self.onThread { inbox.put(.ended(index, run())) } }
        let clock = ContinuousClock.now
        let (patience, text) = (stop.patience, cell.cell)
        PythonThread.shared.start {
            let number = patience.cellBegins { reason in
                PythonThread.shared.leaveBehind()
                inbox.put(.ended(index, CellRunner.leftBehind(text, reason, after: (ContinuousClock.now - clock).seconds)))
            }
            let result = run()
            patience.cellEnds(number)
            inbox.put(.ended(index, result))
        }
    }

    /// A thread with a stack as deep as the main one's, which calls within calls need.
    private static func onThread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 16 << 20
        thread.start()
    }
}

/// What the threads that run cells send.
private final class Inbox: Sendable {
    enum Letter: Sendable {
        case piece(Int, OutputPiece)
        case ended(Int, CellRunner.Result)
    }

    private let letters = Mutex<[Letter]>([])
    private let count = DispatchSemaphore(value: 0)

    func put(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        count.signal()
    }

    /// The next letter; waits for one.
    func take() -> Letter {
        count.wait()
        return letters.withLock { $0.removeFirst() }
    }
}

/// Which cells wait, run and are done.
private struct Desk {
    private let cells: [PlannedCell]
    /// For each cell those above that must be done first.
    private let prerequisites: [[Int]]
    private var waiting: [Int]
    private var untold: [Int]
    private var announced: Set<Int> = []
    var running: [Int: (CellRunner, CellKey?)] = [:]
    var records: [Int: CellRecord] = [:]
    /// Output that the display was not told of yet.
    var pieces: [Int: [OutputPiece]] = [:]

    init(_ cells: [PlannedCell]) {
        self.cells = cells
        waiting = cells.indices.filter { cells[$0].cell.kind != .md }
        untold = waiting
        prerequisites = CellOrder.prerequisites(cells)
    }

    var isFinished: Bool { waiting.isEmpty && running.isEmpty }
    var isWaiting: Bool { !running.isEmpty }

    /// The first cell in the notebook's order that the display was not told of in full.
    var front: Int? { untold.first }

    /// Whether the display is to hear of a cell's beginning now.
    mutating func announce(_ index: Int) -> Bool { announced.insert(index).inserted }

    mutating func pass(_ index: Int) { untold.removeAll { $0 == index } }

    /// Takes the first cell whose prerequisites are done.
    mutating func next(canRun: Bool) -> Int? {
        guard canRun else { return nil }
        let found = waiting.firstIndex { index in prerequisites[index].allSatisfy { records[$0] != nil } }
        return found.map { waiting.remove(at: $0) }
    }
}

/// The order that cells must keep, so that side by side gives what one after the other does.
enum CellOrder {
    /// For each cell the cells above that must be done before it begins.
    ///
    /// Those whose names it reads; for a cell that writes, those that read or write, and for one that reads,
    /// those that write, unless all their paths are known and lie apart; cells of Python and cells that open a test keep their order among themselves.
    static func prerequisites(_ cells: [PlannedCell]) -> [[Int]] {
        cells.indices.map { index in
            let cell = cells[index]
            let earlier = (0..<index).filter { other in
                cell.mayShareFiles(with: cells[other])
                    || (cell.touchesPython && cells[other].touchesPython)
                    || (cell.opensTest && cells[other].opensTest)
            }
            return Array(Set(cell.dependencies + earlier)).sorted()
        }
    }
}

extension PlannedCell {
    var runsPython: Bool {
        switch body {
        case .python: true
        case .program(let compiled): compiled.usesPython
        case .query, .prose: false
        }
    }

    var opensTest: Bool {
        if case .program(let compiled) = body { compiled.builtins.contains("open_test") } else { false }
    }
}
