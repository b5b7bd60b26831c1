import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax

/// `segnb diff A B`: two runs side by side.
public enum RunDifference {
    public static func run(_ workspace: Workspace, _ first: String, _ second: String) -> Int32 {
        RunListing.reporting {
            let names = (try workspace.run(first), try workspace.run(second))
            guard names.0 != names.1 else {
                let before = workspace.runs.last { $0 < names.0 }
                throw Failure(
                    "E680", "both are the run \(names.0)", hint: before.map { "segnb diff \($0) compares it with the one before" })
            }
            let left = try JournalReader.record(folder: workspace.folder(ofRun: names.0))
            let right = try JournalReader.record(folder: workspace.folder(ofRun: names.1))
            RunListing.show(document(left, right))
        }
    }

    static func document(_ left: RunRecord, _ right: RunRecord) -> Document {
        var document = Document()
        add("The runs", facts(left), facts(right), ("", left.header.id, right.header.id), to: &document, all: true)
        add("Parameters", parameters(left), parameters(right), ("parameter", "first", "second"), to: &document)
        addCells(left, right, to: &document)
        add("Values", values(left), values(right), ("name", "first", "second"), to: &document)
        // A run without a cache knows of neither.
        if [left, right].allSatisfy({ $0.cells.contains { $0.inputs != nil } }) {
            add("Data files", files(left), files(right), ("file", "first", "second"), to: &document)
            add(
                "What cells depend on", inputs(left, alsoIn: right), inputs(right, alsoIn: left), ("cell: input", "first", "second"),
                to: &document)
        }
        addOutputs(left, right, to: &document)
        if document.blocks.count == 2 { document.append(.paragraph("Nothing else differs.")) }
        return document
    }

    /// Entries by name, in order.
    private typealias Entries = [(name: String, value: String)]

    private static func facts(_ run: RunRecord) -> Entries {
        [
            ("notebook", run.header.notebook), ("started", Timestamp.text(run.header.started)),
            ("status", run.isEnded ? run.status.rawValue : "cut off"), ("seconds", RunText.seconds(run.seconds)),
            ("models", "\(run.trained) trained, \(run.reused) reused"), ("seed", "\(run.header.seed)"),
            ("version", run.header.version),
        ]
    }

    private static func parameters(_ run: RunRecord) -> Entries {
        run.header.parameters.map { ($0.name, $0.value) }
    }

    private static func values(_ run: RunRecord) -> Entries { run.values.map { ($0.name, $0.text) } }

    private static func files(_ run: RunRecord) -> Entries {
        Set(run.cells.flatMap(\.files)).sorted { $0.path < $1.path }.map { ($0.path, String($0.digest.prefix(12))) }
    }

    /// What the cells that both runs have depend on, but for their own text, which is shown as lines.
    private static func inputs(_ run: RunRecord, alsoIn other: RunRecord) -> Entries {
        let (own, texts) = (run.header.cellTexts, other.header.cellTexts)
        return run.cells.filter { texts[$0.name] != nil }.flatMap { cell in
            (cell.inputs ?? []).compactMap { input in
                let isText = input.name == "code" && own[cell.name] != texts[cell.name]
                let value = input.name == "folder" ? input.digest : String(input.digest.prefix(12))
                return isText ? nil : ("\(cell.name): \(input.name)", value)
            }
        }
    }

    /// Cells of another text, those that one run alone has, and those of another name.
    private static func addCells(_ left: RunRecord, _ right: RunRecord, to document: inout Document) {
        let (first, second) = (left.header.cellTexts, right.header.cellTexts)
        var gone = left.cells.map(\.name).filter { second[$0] == nil }
        var new = right.cells.map(\.name).filter { first[$0] == nil }
        var said: [String] = []
        for name in gone {
            guard let place = new.firstIndex(where: { second[$0] == first[name] }) else { continue }
            said.append("\(name) is called \(new.remove(at: place)) in the second")
            gone.removeAll { $0 == name }
        }
        said += gone.map { "\($0) is in the first run only" } + new.map { "\($0) is in the second run only" }
        if !said.isEmpty {
            document.append(.heading("Cells", level: 2))
            document.append(.list(said.map { StyledText($0) }))
        }
        for name in left.cells.map(\.name) {
            guard let old = first[name], let text = second[name], old != text else { continue }
            add("Code of \(name)", LineDifference.lines(lines(old), lines(text)), to: &document)
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
    }

    /// A table of the entries that differ.
    private static func add(
        _ title: String, _ left: Entries, _ right: Entries, _ titles: (String, String, String),
        to document: inout Document, all: Bool = false
    ) {
        let first = Dictionary(left.map { ($0.name, $0.value) }) { $1 }
        let second = Dictionary(right.map { ($0.name, $0.value) }) { $1 }
        var seen: Set<String> = []
        let names = (left + right).map(\.name).filter { seen.insert($0).inserted }
            .filter { all || first[$0] != second[$0] }
        guard !names.isEmpty else { return }
        var rows = AlignedRows([.init(titles.0), .init(titles.1), .init(titles.2)])
        rows.rows = names.map { [StyledText($0), StyledText(first[$0] ?? "–"), StyledText(second[$0] ?? "–")] }
        document.append(.heading(title, level: 2))
        document.append(.rows(rows))
    }

    /// What cells showed, where it differs: lines with `-` of the first run, with `+` of the second.
    private static func addOutputs(_ left: RunRecord, _ right: RunRecord, to document: inout Document) {
        let terminal = DocumentTerminal(TerminalSettings(width: 100), tableRows: 50)
        var others: [String: CellRecord] = [:]
        for cell in right.cells { others[cell.name] = cell }
        for cell in left.cells {
            guard let other = others[cell.name], cell.output != other.output else { continue }
            let lines = LineDifference.lines(
                terminal.render(cell.output).components(separatedBy: "\n"),
                terminal.render(other.output).components(separatedBy: "\n"))
            add("Output of \(cell.name)", lines, to: &document)
        }
    }

    private static func add(_ title: String, _ lines: [(text: String, style: TextStyle)], to document: inout Document) {
        document.append(.heading(title, level: 2))
        document.append(.preformatted(StyledText(runs: lines.map { StyledText.Run($0.text + "\n", $0.style) })))
    }
}

/// Lines that were taken away and added between two texts.
enum LineDifference {
    /// The changed lines with two lines around them.
    static func lines(_ old: [String], _ new: [String]) -> [(text: String, style: TextStyle)] {
        let changes = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var all: [(text: String, style: TextStyle, isChange: Bool)] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if removed.contains(left) {
                all.append(("- " + old[left], .red, true))
                left += 1
            } else if inserted.contains(right) {
                all.append(("+ " + new[right], .green, true))
                right += 1
            } else {
                if left < old.count { all.append(("  " + old[left], .dim, false)) }
                left += 1
                right += 1
            }
        }
        return all.indices.filter { place in
            all[max(0, place - 2)...min(all.count - 1, place + 2)].contains(where: \.isChange)
        }.map { (all[$0].text, all[$0].style) }
    }
}
