import Foundation
import SegConsole
import SegDisplay
import Testing

/// What is asked of a terminal before images are drawn.
struct ImageTerminalTests {
    // MARK: Answers

    @Test(arguments: [
        ("\u{1B}[?62;4;22c", [62, 4, 22], true, ""), ("\u{1B}[?1;2c", [1, 2], false, ""),
        ("ab\u{1B}[?64;4cde", [64, 4], true, "abde"), ("\u{1B}[A\u{1B}[?6c\u{1B}", [6], false, "\u{1B}[A\u{1B}"),
        ("größe\n", nil, false, "größe\n"), ("\u{1B}[?25h", nil, false, "\u{1B}[?25h"), ("", nil, false, ""),
        ("\u{1B}[200~x\u{1B}[201~\u{1B}[?4c", [4], true, "\u{1B}[200~x\u{1B}[201~"),
    ] as [(String, [Int]?, Bool, String)])
    func attributesAreToldFromWhatWasTyped(_ text: String, _ attributes: [Int]?, _ sixel: Bool, _ typed: String) {
        let answer = TerminalAnswer(Array(text.utf8))
        #expect(answer.attributes == attributes && answer.drawsSixels == sixel)
        #expect(String(decoding: answer.typed, as: UTF8.self) == typed)
    }

    @Test(arguments: [
        ("rgb:1616/1818/1c1c\u{7}", RGBColour(0x16, 0x18, 0x1C)), ("rgb:ff/ff/ff\u{1B}\\", RGBColour(255, 255, 255)),
        ("rgb:f/0/8\u{7}", RGBColour(255, 0, 136)), ("rgba:0000/2b2b/3636/ffff\u{1B}\\", RGBColour(0, 0x2B, 0x36)),
        ("rgb:/\u{7}", nil), ("rgb:-1/0/0\u{7}", nil), ("?\u{7}", nil), ("rgb:fffff/0/0\u{7}", nil), ("\u{7}", nil),
    ] as [(String, RGBColour?)])
    func theBackgroundIsRead(_ text: String, _ colour: RGBColour?) {
        let answer = TerminalAnswer(Array("x\u{1B}]11;\(text)y\u{1B}[?4cz".utf8))
        #expect(answer.background == colour)
        #expect(answer.typed == Array("xyz".utf8) && answer.attributes == [4])
    }

    @Test func everyPartOfAnAnswerIsKeptUntilItIsWhole() {
        let whole = Array("\u{1B}]11;rgb:1616/1818/1c1c\u{1B}\\\u{1B}[?62;4c".utf8)
        for end in 0..<whole.count {
            let answer = TerminalAnswer(Array(whole[..<end]))
            #expect(answer.attributes == nil)
        }
        for end in [2, 5, 20] { #expect(TerminalAnswer(Array(whole[..<end])).endsWithin, "\(end)") }
        #expect(!TerminalAnswer(whole).endsWithin && TerminalAnswer(whole).typed.isEmpty)
        #expect(!TerminalAnswer([0x1B]).endsWithin)
        // What never ends is no answer.
        #expect(!TerminalAnswer(Array(("\u{1B}[?" + String(repeating: "1;", count: 90)).utf8)).endsWithin)
    }

    @Test func randomBytesAreTypedBytes() {
        let pieces = ["\u{1B}", "[?", "]11;", "rgb:", "c", "\u{7}", "é", "4;", "\\"].map { Array($0.utf8) }
        var state: UInt64 = 7
        for _ in 0..<2000 {
            let bytes = (0..<12).flatMap { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return pieces[Int(state >> 33) % pieces.count]
            }
            var rest = bytes[...]
            // What is typed is there in its order; only answers are gone.
            let isKept = TerminalAnswer(bytes).typed.allSatisfy { byte in
                guard let place = rest.firstIndex(of: byte) else { return false }
                rest = rest[(place + 1)...]
                return true
            }
            #expect(isKept, "\(bytes)")
        }
    }

    // MARK: Asking

    @Test func aTerminalIsAskedOnceAndKeepsWhatWasTyped() throws {
        let terminal = try PseudoTerminal()
        let images = terminal.images(["TERM": "xterm-256color"])
        // Nobody would read what is typed meanwhile.
        #expect(images.images(.auto) == nil)
        let question = images.readsTyped()
        terminal.type("1 + ")
        terminal.answers("\u{1B}]11;rgb:fdfd/f6f6/e3e3\u{1B}\\1\n\u{1B}[?62;4;22c")
        let found = try #require(images.images(.auto))
        #expect(found.format == .sixel && found.background == RGBColour(253, 246, 227))
        #expect(terminal.typed(question) == "1 + 1\n")
        #expect(images.images(.auto) == found)
        #expect(terminal.isCanonical)
    }

    @Test func aTerminalWithoutTheAttributeDrawsText() throws {
        let terminal = try PseudoTerminal()
        let images = terminal.images(["TERM": "xterm-256color"])
        images.readsTyped()
        terminal.answers("\u{1B}[?1;2c")
        #expect(images.images(.auto) == nil)
        #expect(images.images(.sixel)?.format == .sixel)
        #expect(images.images(.kitty)?.format == .kitty)
        #expect(images.images(.blocks) == nil)
    }

    @Test func aLateAnswerIsTakenWhileTyping() throws {
        let terminal = try PseudoTerminal()
        let images = terminal.images(["TERM": "xterm"], patience: .milliseconds(20))
        let question = images.readsTyped()
        #expect(!question.takesLateAnswer())
        #expect(images.images(.auto) == nil)
        terminal.type("a\u{1B}[?62;4cb\n")
        #expect(question.takesLateAnswer())
        #expect(terminal.typed(question) == "ab\n")
        #expect(images.images(.auto)?.format == .sixel)
        #expect(!question.takesLateAnswer())
    }

    @Test func withoutAnswersTheVariablesDecide() throws {
        let pipe = Pipe()
        let question = TerminalQuestion(
            input: pipe.fileHandleForReading.fileDescriptor, output: pipe.fileHandleForWriting.fileDescriptor)
        func images(_ environment: [String: String]) -> TerminalImages? {
            let images = ImageTerminal(environment: environment, question: question, cell: { .usual })
            images.readsTyped()
            return images.images(.auto)
        }
        #expect(images(["TERM": "xterm-kitty"]) == TerminalImages(.kitty))
        #expect(images(["TERM": "foot", "COLORFGBG": "0;15"]) == TerminalImages(.sixel, background: .light))
        #expect(images(["TERM": "xterm", "COLORFGBG": "x"]) == nil)
        #expect(images(["TERM": "xterm-kitty", "TMUX": "x"]) == nil)
    }
}

/// Both ends of a terminal; the test is its screen and keyboard.
private final class PseudoTerminal {
    private let master: Int32
    private let slave: Int32

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(master >= 0)
        // unlockpt and ptsname, which Swift's import of glibc lacks: TIOCSPTLCK and TIOCGPTN.
        var lock: Int32 = 0
        var number: Int32 = 0
        try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(slave >= 0)
    }

    deinit {
        close(slave)
        close(master)
    }

    func images(_ environment: [String: String], patience: Duration = .seconds(5)) -> ImageTerminal {
        ImageTerminal(
            environment: environment, question: TerminalQuestion(input: slave, output: slave, patience: patience),
            cell: { .usual })
    }

    func type(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

    /// Answers once the question has come.
    func answers(_ text: String) {
        let master = master
        Thread.detachNewThread {
            var asked: [UInt8] = []
            while !String(decoding: asked, as: UTF8.self).contains("\u{1B}[c") {
                var room = [UInt8](repeating: 0, count: 256)
                let count = read(master, &room, room.count)
                guard count > 0 else { return }
                asked += room[..<count]
            }
            _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
        }
    }

    /// All that was typed.
    func typed(_ question: TerminalQuestion) -> String {
        var bytes: [UInt8] = []
        while let byte = question.nextTyped() { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    var isCanonical: Bool {
        var settings = termios()
        return tcgetattr(slave, &settings) == 0 && settings.c_lflag & tcflag_t(ICANON) != 0
    }
}
