import SegDisplay
import SegPython

extension Picture {
    /// A picture as the bridge tells it: PNG, width, height and colours of a small copy, in hexadecimal.
    init?(_ value: PythonValue) {
        guard case .list(let parts) = value, parts.count == 4, case .string(let png) = parts[0],
            case .int(let width) = parts[1], case .int(let height) = parts[2], case .string(let colours) = parts[3]
        else { return nil }
        self.init(
            png: Self.bytes(png), small: PixelGrid(width: width, height: height, colours: Self.bytes(colours)))
    }

    private static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var high: UInt8?
        for character in text.utf8 {
            let digit = character & 0x0F + (character >= UInt8(ascii: "a") ? 9 : 0)
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }
}
