extension StyledText {
    /// Reads text as programs write it for a terminal: colours and weights become styles, a
    /// carriage return begins the line anew, every other control sequence is dropped.
    public init(ansi text: String) {
        var reader = ANSIReader()
        for scalar in text.unicodeScalars { reader.read(scalar) }
        self = reader.finished()
    }
}

/// A reader of ECMA-48 text that keeps what SGR sequences say and drops all other sequences.
private struct ANSIReader {
    private enum State {
        case text, escape, control, command
    }

    private var state = State.text
    private var parameters = ""
    private var style = TextStyle.plain
    private var runs: [StyledText.Run] = []
    /// The line that is being written, which a carriage return may begin anew.
    private var line: [StyledText.Run] = []
    private var returned = false

    mutating func read(_ scalar: Unicode.Scalar) {
        switch state {
        case .text: readText(scalar)
        case .escape: readEscape(scalar)
        case .control: readControl(scalar)
        case .command:
            // An operating-system command ends at BEL or at ESC \.
            if scalar == "\u{7}" { state = .text } else if scalar == "\u{1B}" { state = .escape }
        }
    }

    mutating func finished() -> StyledText { StyledText(runs: runs + line) }

    private mutating func readText(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\u{1B}": state = .escape
        case "\r": returned = true
        case "\n":
            runs += line + [StyledText.Run("\n")]
            line = []
            returned = false
        case "\u{8}": dropLast()
        case "\t": append(scalar)
        default:
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) { return }
            append(scalar)
        }
    }

    private mutating func readEscape(_ scalar: Unicode.Scalar) {
        parameters = ""
        switch scalar {
        case "[": state = .control
        case "]": state = .command
        default: state = .text
        }
    }

    private mutating func readControl(_ scalar: Unicode.Scalar) {
        guard (0x40...0x7E).contains(scalar.value) else {
            if parameters.utf8.count < 64 { parameters.unicodeScalars.append(scalar) }
            return
        }
        state = .text
        if scalar == "m" { style = ANSIStyle.applying(parameters, to: style) }
        if scalar == "K" { line = returned ? [] : line }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if returned {
            line = []
            returned = false
        }
        if let last = line.last, last.style == style {
            line[line.count - 1].text.unicodeScalars.append(scalar)
        } else {
            line.append(StyledText.Run(String(Character(scalar)), style))
        }
    }

    private mutating func dropLast() {
        guard let last = line.last else { return }
        line[line.count - 1].text = String(last.text.dropLast())
        if line[line.count - 1].text.isEmpty { line.removeLast() }
    }
}

/// The correspondence of styles and SGR parameters.
enum ANSIStyle {
    private static let codes: [(style: TextStyle, code: String)] = [
        (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"),
        (.red, "31"), (.green, "32"), (.yellow, "33"), (.cyan, "36"),
    ]
    private static let colours: TextStyle = [.red, .green, .yellow, .cyan]

    /// The text within the sequences that give it the style.
    static func painted(_ text: String, _ style: TextStyle) -> String {
        let active = codes.filter { style.contains($0.style) }.map(\.code)
        guard !active.isEmpty, !text.isEmpty else { return text }
        return "\u{1B}[\(active.joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    /// The style after one SGR sequence.
    static func applying(_ parameters: String, to style: TextStyle) -> TextStyle {
        var style = style
        var numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
            .map { Int($0) ?? 0 }[...]
        while let number = numbers.popFirst() {
            if number == 38 || number == 48 {
                // A colour from the large palette: 5;n or 2;r;g;b.
                numbers = numbers.dropFirst(numbers.first == 2 ? 4 : 2)
                continue
            }
            style = applying(number, to: style)
        }
        return style
    }

    private static func applying(_ number: Int, to style: TextStyle) -> TextStyle {
        switch number {
        case 0: return .plain
        case 22: return style.subtracting([.bold, .dim])
        case 23: return style.subtracting(.italic)
        case 24: return style.subtracting(.underline)
        case 39: return style.subtracting(colours)
        case 90: return style.subtracting(colours).union(.dim)
        case 30...37, 91...97:
            let plain = number > 90 ? number - 60 : number
            let near = plain == 34 || plain == 35 ? 36 : plain
            let colour = codes.first { $0.code == String(near) }?.style ?? .plain
            return style.subtracting(colours).union(colour)
        default:
            return style.union(codes.first { $0.code == String(number) }?.style ?? .plain)
        }
    }
}
