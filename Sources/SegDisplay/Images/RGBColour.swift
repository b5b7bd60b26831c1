/// A colour of a screen.
public struct RGBColour: Hashable, Sendable {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// What is drawn on where a terminal doesn't tell its own background.
    public static let dark = RGBColour(0x16, 0x18, 0x1C)
    public static let light = RGBColour(0xFF, 0xFF, 0xFF)

    /// Whether light text stands out from it: by luma as ITU-R BT.601 weighs it.
    public var isDark: Bool { Int(red) * 299 + Int(green) * 587 + Int(blue) * 114 < 127_500 }

    /// As style sheets write it.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return "#" + String([red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// The square of the distance to another colour.
    func distance(to other: RGBColour) -> Int {
        let (reds, greens, blues) = (Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue))
        return reds * reds + greens * greens + blues * blues
    }
}
