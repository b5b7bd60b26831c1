/// Pixels as places in a palette, whose most frequent colours are exactly those of the image.
///
/// Drawings have few flat colours and their blends at edges: what is flat stays as it is, without dots.
struct IndexedColours {
    let palette: [RGBColour]
    let pixels: [UInt8]

    /// The most colours that a terminal's palette is sure to have.
    static let paletteSize = 256
    /// An image of more is a photograph, to which this palette does no justice.
    private static let mostColours = 16_384
    /// How far apart the colours of a palette are at least, tried one after the other until it is small enough.
    private static let distances = [0, 4, 6, 9, 12, 18, 24, 36, 48, 64, 96]

    /// nil for an image of too many colours.
    init?(_ colours: [RGBColour]) {
        var counts: [RGBColour: Int] = [:]
        for colour in colours {
            counts[colour, default: 0] += 1
            guard counts.count <= Self.mostColours else { return nil }
        }
        let ranked = counts.sorted { ($1.value, $0.key.order) < ($0.value, $1.key.order) }.map(\.key)
        guard let palette = Self.distances.lazy.compactMap({ Self.palette(ranked, apart: $0) }).first else { return nil }
        self.palette = palette
        var places: [RGBColour: UInt8] = [:]
        for colour in ranked {
            let nearest = palette.indices.min { palette[$0].distance(to: colour) < palette[$1].distance(to: colour) }
            places[colour] = UInt8(nearest ?? 0)
        }
        pixels = colours.map { places[$0] ?? 0 }
    }

    /// The colours in order of frequency that are at least so far from those before; nil where they are too many.
    private static func palette(_ ranked: [RGBColour], apart: Int) -> [RGBColour]? {
        var palette: [RGBColour] = []
        for colour in ranked where palette.allSatisfy({ $0.distance(to: colour) > apart * apart }) {
            guard palette.count < paletteSize else { return nil }
            palette.append(colour)
        }
        return palette
    }
}

extension RGBColour {
    /// Decides between colours that are equally frequent.
    fileprivate var order: Int { Int(red) << 16 | Int(green) << 8 | Int(blue) }
}
