import CEdit
import Foundation

/// Keys and what they do; all others do what libedit has them do.
extension LineEditor {
    private typealias Command = @convention(c) (OpaquePointer?, Int32) -> UInt8

    private func add(_ name: String, _ keys: [String], _ command: Command) {
        segnb_edit_add_command(editor, "segnb-" + name, name, command)
        bind("segnb-" + name, keys)
    }

    private func bind(_ command: String, _ keys: [String]) {
        for key in keys { segnb_edit_bind(editor, key, command) }
    }

    func addCommands() {
        add("enter", ["^M", "^J"]) { editor, _ in LineEditor.run(editor) { $0.enter() } }
        add("newline", ["\\e^M", "\\e^J"]) { editor, _ in LineEditor.run(editor) { $0.insert("\n") } }
        add("complete", ["^I"]) { editor, _ in LineEditor.run(editor) { $0.complete() } }
        add("paste", ["\\e[200~"]) { editor, _ in LineEditor.run(editor) { $0.takePaste() } }
        add("cancel", ["^C"]) { editor, _ in LineEditor.run(editor) { $0.drop("^C") } }
        add("suspend", ["^Z"]) { editor, _ in LineEditor.run(editor) { $0.suspend() } }
        add("search", ["^R"]) { editor, _ in LineEditor.run(editor) { $0.search() } }
        add("clear", ["^L"]) { editor, _ in LineEditor.run(editor) { $0.clearScreen() } }
        add("up", ["^P", "\\e[A", "\\eOA"]) { editor, _ in LineEditor.run(editor) { $0.up() } }
        add("down", ["^N", "\\e[B", "\\eOB"]) { editor, _ in LineEditor.run(editor) { $0.down() } }
        add("left", ["^B", "\\e[D", "\\eOD"]) { editor, _ in LineEditor.run(editor) { $0.move(by: -$0.text.previous) } }
        add("right", ["^F", "\\e[C", "\\eOC"]) { editor, _ in LineEditor.run(editor) { $0.move(by: $0.text.next) } }
        add("older", ["\\ep"]) { editor, _ in LineEditor.run(editor) { $0.recall(-1, startingWith: $0.text.before) } }
        add("newer", ["\\en"]) { editor, _ in LineEditor.run(editor) { $0.recall(1, startingWith: $0.text.before) } }
        add("home", ["^A", "\\e[H", "\\eOH", "\\e[1~", "\\e[7~"]) { editor, _ in
            LineEditor.run(editor) { $0.move(by: -$0.text.lineBefore.unicodeScalars.count) }
        }
        add("end", ["^E", "\\e[F", "\\eOF", "\\e[4~", "\\e[8~"]) { editor, _ in
            LineEditor.run(editor) { $0.move(by: $0.text.lineAfter.unicodeScalars.count) }
        }
        add("backspace", ["^H", "^?"]) { editor, _ in LineEditor.run(editor) { $0.delete($0.text.previous) } }
        add("delete", ["\\e[3~"]) { editor, _ in LineEditor.run(editor) { $0.deleteNext() } }
        add("delete-or-end", ["^D"]) { editor, _ in LineEditor.run(editor) { $0.deleteOrEnd() } }
        add("cut-rest", ["^K"]) { editor, _ in LineEditor.run(editor) { $0.cutRest() } }
        add("cut-line", ["^U"]) { editor, _ in LineEditor.run(editor) { $0.push([.home, .mark, .end, .cut]) } }
        bind("em-set-mark", [Key.mark.bound])
        bind("em-kill-region", [Key.cut.bound])
        bind("ed-delete-prev-word", ["^W"])
        // Control with an arrow, as terminals send it.
        for prefix in ["\\e[1;5", "\\e[5", "\\eO5"] {
            bind("ed-prev-word", [prefix + "D"])
            bind("em-next-word", [prefix + "C"])
        }
        // It would look for a history that libedit doesn't have.
        bind("ed-unassigned", ["^S"])
        bind("ed-move-to-beg", ["\\e<"])
        bind("ed-move-to-end", ["\\e>"])
    }

    private static func run(_ editor: OpaquePointer?, _ command: (LineEditor) -> UInt8) -> UInt8 {
        from(editor).map(command) ?? UInt8(CC_ERROR)
    }

    /// Keys of commands that only libedit can carry out, as those with its cut buffer.
    private enum Key: String {
        case mark = "[99;1~"
        case cut = "[99;2~"
        case home = "[1~"
        case end = "[4~"
        case right = "[C"

        /// As it is bound.
        var bound: String { "\\e" + rawValue }
    }

    /// Has keys typed.
    private func push(_ keys: [Key]) -> UInt8 {
        el_push(editor, keys.map { "\u{1B}" + $0.rawValue }.joined())
        return UInt8(CC_NORM)
    }

    // MARK: The text

    /// Runs a whole input wherever the cursor is; of another one it begins a line.
    private func enter() -> UInt8 { style.isWhole(text.whole) ? finish() : insert("\n") }

    /// Ends the editing of this text.
    private func finish() -> UInt8 {
        el_cursor(editor, Int32.max / 2)
        el_insertstr(editor, "\n")
        return UInt8(CC_NEWLINE)
    }

    private func drop(_ mark: String) -> UInt8 {
        dropped = mark
        return finish()
    }

    private func insert(_ text: String) -> UInt8 {
        text.isEmpty || el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : refused()
    }

    private func refused() -> UInt8 {
        write("\u{07}")
        return UInt8(CC_NORM)
    }

    private func move(by distance: Int) -> UInt8 {
        guard distance != 0 else { return UInt8(CC_NORM) }
        el_cursor(editor, Int32(clamping: distance))
        return UInt8(CC_REFRESH)
    }

    /// Deletes so much before the cursor.
    private func delete(_ count: Int) -> UInt8 {
        guard count > 0 else { return refused() }
        el_deletestr(editor, Int32(clamping: count))
        return UInt8(CC_REFRESH)
    }

    private func deleteNext() -> UInt8 {
        let next = text.next
        _ = move(by: next)
        return delete(next)
    }

    /// Ends the session on an empty text, and drops one whose last line is empty.
    private func deleteOrEnd() -> UInt8 {
        let text = text
        if text.whole.isEmpty { return UInt8(CC_EOF) }
        return text.after.isEmpty && text.lineBefore.isEmpty ? drop("^D") : deleteNext()
    }

    /// The rest of the line; at its end the line feed.
    private func cutRest() -> UInt8 {
        let text = text
        if text.after.isEmpty { return refused() }
        return push([.mark, text.lineAfter.isEmpty ? .right : .end, .cut])
    }

    func replaceText(with new: String) -> UInt8 {
        el_cursor(editor, Int32.max / 2)
        el_deletestr(editor, Int32(clamping: text.before.unicodeScalars.count))
        return insert(new)
    }

    // MARK: The history

    private func up() -> UInt8 { text.up.map { move(by: -$0) } ?? recall(-1) }

    private func down() -> UInt8 { text.down.map { move(by: $0) } ?? recall(1) }

    private func recall(_ step: Int, startingWith start: String = "") -> UInt8 {
        guard let input = history.step(step, from: text.whole, startingWith: start) else { return refused() }
        return replaceText(with: input)
    }

    // MARK: Completion and pastes

    private func complete() -> UInt8 {
        let completions = style.complete(text.before)
        guard let first = completions.words.first else { return refused() }
        let common = completions.words.dropFirst().reduce(first, Self.commonStart)
        let isOnly = completions.words.count == 1
        // What was cut off may begin otherwise.
        if !completions.isCut, isOnly || common.unicodeScalars.count > completions.replaced {
            if completions.replaced > 0 { el_deletestr(editor, Int32(completions.replaced)) }
            return insert(common)
        }
        printAbove(CompletionListing.text(completions))
        return UInt8(CC_NORM)
    }

    private static func commonStart(_ first: String, _ second: String) -> String {
        let pairs = zip(first.unicodeScalars, second.unicodeScalars).prefix { $0 == $1 }
        return String(String.UnicodeScalarView(pairs.map(\.0)))
    }

    /// Puts the pasted text, up to its end mark, at the cursor; Enter then runs it as one input.
    private func takePaste() -> UInt8 {
        isPasting = true
        defer { isPasting = false }
        let end = Array("\u{1B}[201~".unicodeScalars)
        var scalars: [Unicode.Scalar] = []
        var character: UInt32 = 0
        while !scalars.suffix(end.count).elementsEqual(end) {
            guard segnb_edit_next(editor, &character) == 1 else { return UInt8(CC_ERROR) }
            scalars.append(Unicode.Scalar(character) ?? "\u{FFFD}")
        }
        var text = String(String.UnicodeScalarView(scalars.dropLast(end.count)))
            .replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\t", with: "    ")
        while text.hasSuffix("\n") { text.removeLast() }
        return insert(text)
    }

    // MARK: The terminal

    private func suspend() -> UInt8 {
        leave(text.whole)
        segnb_edit_prepare_terminal(editor, 0)
        raise(SIGTSTP)
        segnb_edit_prepare_terminal(editor, 1)
        return UInt8(CC_NORM)
    }

    private func clearScreen() -> UInt8 {
        screen.forget()
        write("\u{1B}[H\u{1B}[2J")
        return UInt8(CC_NORM)
    }
}
