import CImages
import SegDiagnostics

/// Pixels as sixels; E490 without libsixel, E491 where it can't encode them.
enum SixelEncoder {
    /// The sequence that draws an image, from its introducer to its end.
    static func sequence(_ colours: [RGBColour], width: Int, height: Int) throws(Failure) -> String {
        guard PixelSurface.canHold(width, height), colours.count == width * height else {
            throw Failure("E491", "an image of \(width) by \(height) pixels can't be drawn")
        }
        let sixel = try ImageLibraries.sixel()
        let indexed = IndexedColours(colours)
        var pixels = indexed?.pixels ?? colours.flatMap { [$0.red, $0.green, $0.blue] }
        var text: [UInt8] = []
        let size = (Int32(width), Int32(height))
        let paletteSize = indexed.map { Int32($0.palette.count) } ?? Int32(IndexedColours.paletteSize)
        // SAFETY: libsixel reads and changes `pixels`, as many as the size says, and appends to `text` within these
        // calls only; it copies the palette. Output and dither are freed once.
        var output: UnsafeMutableRawPointer?
        var dither: UnsafeMutableRawPointer?
        let status: Int32 = withUnsafeMutablePointer(to: &text) { text in
            guard sixel.sixel_output_new(&output, append, text, nil) == 0, let output else { return failed }
            defer { sixel.sixel_output_unref(output) }
            guard sixel.sixel_dither_new(&dither, paletteSize, nil) == 0, let dither else { return failed }
            defer { sixel.sixel_dither_unref(dither) }
            if let indexed {
                var palette = indexed.palette.flatMap { [$0.red, $0.green, $0.blue] }
                sixel.sixel_dither_set_palette(dither, &palette)
                sixel.sixel_dither_set_pixelformat(dither, Format.indexes)
            } else if sixel.sixel_dither_initialize(dither, &pixels, size.0, size.1, Format.colours, 0, 0, 0) != 0 {
                return failed
            }
            return sixel.sixel_encode(&pixels, size.0, size.1, indexed == nil ? 3 : 1, dither, output)
        }
        guard status == 0 else { throw Failure("E491", "libsixel can't encode the image (status \(status))") }
        return String(decoding: text, as: UTF8.self)
    }

    private static let failed: Int32 = -1

    /// libsixel's SIXEL_PIXELFORMAT_RGB888 and SIXEL_PIXELFORMAT_PAL8.
    private enum Format {
        static let colours: Int32 = 0x03
        static let indexes: Int32 = 0x83
    }

    private static let append: image_sixel_write = { text, count, context in
        guard let text, count > 0, let result = context?.assumingMemoryBound(to: [UInt8].self) else { return count }
        result.pointee.append(contentsOf: UnsafeRawBufferPointer(start: text, count: Int(count)))
        return count
    }
}
