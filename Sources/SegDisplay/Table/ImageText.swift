import SegFrame

/// What a cell of an image column shows: the format and the size in pixels, from the first bytes of the file.
enum ImageText {
    /// `PNG 640 × 480`; nil where the bytes are no image, so that a path or an address is shown as it is.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "PNG" + size(ofPNG: bytes) }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "JPEG" + size(ofJPEG: bytes) }
        return nil
    }

    /// The header chunk comes first: length, name, width, height.
    private static func size(ofPNG bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard let width = number(bytes, at: 16, bytes: 4), let height = number(bytes, at: 20, bytes: 4) else { return "" }
        return written(width, height)
    }

    /// Segments are walked until one that starts a frame: marker, length, precision, height, width.
    private static func size(ofJPEG bytes: UnsafeBufferPointer<UInt8>) -> String {
        var place = 2
        while let marker = number(bytes, at: place, bytes: 2), marker >> 8 == 0xFF,
            let length = number(bytes, at: place + 2, bytes: 2), length >= 2
        {
            let isFrame = (0xC0...0xCF).contains(marker & 0xFF) && ![0xC4, 0xC8, 0xCC].contains(marker & 0xFF)
            if isFrame, let height = number(bytes, at: place + 5, bytes: 2), let width = number(bytes, at: place + 7, bytes: 2) {
                return written(width, height)
            }
            place += 2 + length
        }
        return ""
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int, bytes count: Int) -> Int? {
        guard place + count <= bytes.count else { return nil }
        return bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func written(_ width: Int, _ height: Int) -> String { " \(width) × \(height)" }
}
