/// Pictures as images in terminals that know the graphics protocol of kitty.
public enum TerminalImages {
    /// Whether the terminal says, by its variables, that it draws images. One inside of tmux or screen doesn't.
    public static func isOffered(_ environment: [String: String]) -> Bool {
        guard environment["TMUX"] == nil, environment["STY"] == nil else { return false }
        if environment["KITTY_WINDOW_ID"] != nil || environment["TERM"] == "xterm-kitty" { return true }
        return ["ghostty", "WezTerm"].contains(environment["TERM_PROGRAM"] ?? "")
    }

    /// The picture as sequences of the protocol, in pieces as it wants them.
    static func sequences(_ picture: Picture) -> String {
        let data = Array(base64(picture.png))
        let pieces = stride(from: 0, to: data.count, by: pieceSize).map { data[$0..<min($0 + pieceSize, data.count)] }
        return pieces.enumerated().map { index, piece in
            let first = index == 0 ? "a=T,f=100,q=2," : ""
            let isLast = index == pieces.count - 1
            return "\u{1B}_G\(first)m=\(isLast ? 0 : 1);" + String(decoding: piece, as: UTF8.self) + "\u{1B}\\"
        }.joined()
    }

    /// The most bytes of a piece, a multiple of 4.
    private static let pieceSize = 4096
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            for index in 0..<4 {
                let isData = index <= part.count
                result.append(isData ? digits[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return result
    }
}
