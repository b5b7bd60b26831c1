/// PNG as sequences of kitty's graphics protocol.
enum KittyGraphics {
    /// What each sequence begins with.
    static let introducer = "\u{1B}_G"

    /// The image in pieces, as the protocol wants it. It is drawn at the cursor in its own size, or fitted to cells:
    /// a height of nil follows the width.
    static func sequences(_ png: [UInt8], columns: Int? = nil, rows: Int? = nil) -> String {
        let data = Array(base64(png))
        let pieces = stride(from: 0, to: data.count, by: pieceSize).map { data[$0..<min($0 + pieceSize, data.count)] }
        // a=T: draw at once; f=100: PNG; q=2: no answers, which would arrive as keys.
        let place = (columns.map { "c=\($0)," } ?? "") + (rows.map { "r=\($0)," } ?? "")
        return pieces.enumerated().map { index, piece in
            let first = index == 0 ? "a=T,f=100,q=2," + place : ""
            let isLast = index == pieces.count - 1
            return "\(introducer)\(first)m=\(isLast ? 0 : 1);" + String(decoding: piece, as: UTF8.self) + "\u{1B}\\"
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
