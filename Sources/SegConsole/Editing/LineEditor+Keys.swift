import CEdit
import Foundation

/// Commands of keys, called by libedit.
extension LineEditor {
    func addCommands() {
        segnb_edit_add_command(editor, "segnb-complete", "Complete a name") { editor, _ in
            LineEditor.from(editor)?.complete() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-paste", "Take pasted text") { editor, _ in
            LineEditor.from(editor)?.takePaste() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-cancel", "Drop the input") { editor, _ in
            LineEditor.from(editor)?.cancel() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-suspend", "Go to the background") { editor, _ in
            segnb_edit_prepare_terminal(editor, 0)
            raise(SIGTSTP)
            segnb_edit_prepare_terminal(editor, 1)
            return UInt8(CC_REDISPLAY)
        }
        segnb_edit_add_command(editor, "segnb-newline", "Begin a new line") { editor, _ in
            el_insertstr(editor, "\n") == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
        }
        segnb_edit_bind(editor, "^I", "segnb-complete")
        segnb_edit_bind(editor, "\\e[200~", "segnb-paste")
        segnb_edit_bind(editor, "^C", "segnb-cancel")
        segnb_edit_bind(editor, "^Z", "segnb-suspend")
        segnb_edit_bind(editor, "\\e^M", "segnb-newline")
        segnb_edit_bind(editor, "\\e^J", "segnb-newline")
        // Control with an arrow, as terminals send it.
        for prefix in ["\\e[1;5", "\\e[5", "\\eO5"] {
            segnb_edit_bind(editor, prefix + "D", "ed-prev-word")
            segnb_edit_bind(editor, prefix + "C", "em-next-word")
        }
        segnb_edit_bind(editor, "^R", "em-inc-search-prev")
    }

    private func complete() -> UInt8 {
        let completions = helpers.complete(text.before)
        guard let first = completions.words.first else { return UInt8(CC_REFRESH_BEEP) }
        let common = completions.words.dropFirst().reduce(first, Self.commonStart)
        let isOnly = completions.words.count == 1
        // What was cut off may begin otherwise.
        if !completions.isCut, isOnly || common.unicodeScalars.count > completions.replaced {
            if completions.replaced > 0 { el_deletestr(editor, Int32(completions.replaced)) }
            el_insertstr(editor, common)
            return UInt8(CC_REFRESH)
        }
        printAbove(CompletionListing.text(completions))
        return UInt8(CC_NORM)
    }

    private static func commonStart(_ first: String, _ second: String) -> String {
        let pairs = zip(first.unicodeScalars, second.unicodeScalars).prefix { $0 == $1 }
        return String(String.UnicodeScalarView(pairs.map(\.0)))
    }

    /// Ends the line below its last row, with a mark that says how.
    private func cancel() -> UInt8 {
        isCancelled = true
        el_cursor(editor, Int32.max / 2)
        el_insertstr(editor, "^C")
        el_push(editor, "\n")
        return UInt8(CC_REFRESH)
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
        if text.isEmpty { return UInt8(CC_REFRESH) }
        return el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
    }
}
