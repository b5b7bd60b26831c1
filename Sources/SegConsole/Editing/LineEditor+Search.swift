import CEdit

/// Ctrl-R: an earlier input is looked for while a part of it is typed.
extension LineEditor {
    private enum SearchKey {
        static let again: UInt32 = 0x12
        static let giveUp: UInt32 = 0x07
        static let escape: UInt32 = 0x1B
        static let backspace: [UInt32] = [0x08, 0x7F]
    }

    /// Shows the newest input with what is typed, Ctrl-R the next older one. Ctrl-G brings back what stood there; any other
    /// key leaves what was found and is done.
    func search() -> UInt8 {
        let before = text.whole
        var wanted = ""
        var place = history.entries.count
        var isFound = true
        defer { status = nil }
        func find(below limit: Int) {
            guard let found = history.place(of: wanted, below: limit) else { return isFound = false }
            (place, isFound) = (found, true)
            _ = replaceText(with: history.entries[found])
        }
        while true {
            status = (isFound ? "search: " : "not found: ") + wanted
            var key: UInt32 = 0
            guard segnb_edit_next(editor, &key) == 1 else { return UInt8(CC_ERROR) }
            switch key {
            case SearchKey.again: if !wanted.isEmpty { find(below: place) }
            case _ where SearchKey.backspace.contains(key):
                wanted = String(wanted.dropLast())
                if !wanted.isEmpty { find(below: history.entries.count) }
            case SearchKey.giveUp: return replaceText(with: before)
            // Alone it only ends the search; otherwise it begins an arrow or another key.
            case SearchKey.escape where !isTyped: return UInt8(CC_REFRESH)
            case 0..<0x20:
                el_push(editor, String(UnicodeScalar(UInt8(key))))
                return UInt8(CC_REFRESH)
            default:
                wanted.unicodeScalars.append(Unicode.Scalar(key) ?? "\u{FFFD}")
                find(below: place + 1)
            }
        }
    }
}
