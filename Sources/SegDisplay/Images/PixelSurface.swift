import CImages
import SegDiagnostics

/// Opaque pixels that cairo draws on; E491 where cairo can't.
final class PixelSurface {
    let width: Int
    let height: Int
    private let cairo: CairoAPI
    private let surface: UnsafeMutableRawPointer
    private let context: UnsafeMutableRawPointer

    /// Larger images than any screen, which cairo takes still.
    static let largestSide = 10_000
    private static let mostPixels = 50_000_000
    /// CAIRO_FORMAT_RGB24: 32 bits a pixel, of which 24 are its colour.
    private static let format: Int32 = 1

    /// A surface of one colour.
    init(width: Int, height: Int, background: RGBColour) throws(Failure) {
        cairo = try ImageLibraries.cairo()
        guard Self.canHold(width, height),
            let surface = cairo.cairo_image_surface_create(Self.format, Int32(width), Int32(height)),
            let context = cairo.cairo_create(surface)
        else { throw Self.failure("an image of \(width) by \(height) pixels can't be drawn") }
        self.width = width
        self.height = height
        self.surface = surface
        self.context = context
        cairo.cairo_set_source_rgb(
            context, Double(background.red) / 255, Double(background.green) / 255, Double(background.blue) / 255)
        cairo.cairo_paint(context)
        try check(cairo.cairo_status(context))
    }

    deinit {
        cairo.cairo_destroy(context)
        cairo.cairo_surface_destroy(surface)
    }

    /// Whether an image of this size may be drawn at all.
    static func canHold(_ width: Int, _ height: Int) -> Bool {
        (1...largestSide).contains(width) && (1...largestSide).contains(height) && width * height <= mostPixels
    }

    private func check(_ status: Int32) throws(Failure) {
        guard status == 0 else { throw Self.failure("cairo can't draw the image (status \(status))") }
    }

    private static func failure(_ message: String) -> Failure { Failure("E491", message) }

    // MARK: Drawing

    /// Draws an SVG document from the upper left corner, in so many pixels at most.
    func draw(svg: String, width: Double, height: Double) throws(Failure) {
        let rsvg = try ImageLibraries.rsvg()
        var bytes = Array(svg.utf8)
        var error: UnsafeMutableRawPointer?
        defer { if let error { rsvg.g_error_free(error) } }
        // SAFETY: librsvg reads the bytes within the call; handle and context are alive until they are freed here
        // and in deinit.
        guard let handle = rsvg.rsvg_handle_new_from_data(&bytes, bytes.count, &error) else {
            throw Self.failure("librsvg can't read the drawing")
        }
        defer { rsvg.g_object_unref(handle) }
        rsvg.rsvg_handle_set_dpi(handle, 96)
        var place = ImageRectangle(x: 0, y: 0, width: width, height: height)
        guard rsvg.rsvg_handle_render_document(handle, context, &place, &error) != 0 else {
            throw Self.failure("librsvg can't draw the drawing")
        }
        try check(cairo.cairo_status(context))
    }

    /// Draws a PNG over the whole surface.
    func draw(png: [UInt8]) throws(Failure) {
        var rest = png[...]
        // SAFETY: `rest` is there during the call, which reads at most what is left of it.
        let read: image_read = { context, bytes, count in
            guard let rest = context?.assumingMemoryBound(to: ArraySlice<UInt8>.self), let bytes,
                rest.pointee.count >= Int(count)
            else { return PixelSurface.readError }
            for (index, byte) in rest.pointee.prefix(Int(count)).enumerated() { bytes[index] = byte }
            rest.pointee.removeFirst(Int(count))
            return 0
        }
        guard
            let picture = withUnsafeMutablePointer(
                to: &rest, { cairo.cairo_image_surface_create_from_png_stream(read, $0) })
        else { throw Self.failure("the picture can't be read") }
        defer { cairo.cairo_surface_destroy(picture) }
        try check(cairo.cairo_surface_status(picture))
        let size = (cairo.cairo_image_surface_get_width(picture), cairo.cairo_image_surface_get_height(picture))
        guard size.0 > 0, size.1 > 0 else { throw Self.failure("the picture has no pixels") }
        cairo.cairo_scale(context, Double(width) / Double(size.0), Double(height) / Double(size.1))
        cairo.cairo_set_source_surface(context, picture, 0, 0)
        cairo.cairo_paint(context)
        try check(cairo.cairo_status(context))
    }

    /// CAIRO_STATUS_READ_ERROR.
    private static let readError: Int32 = 10

    // MARK: What was drawn

    /// The pixels as PNG.
    func png() throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        // SAFETY: `result` is there during the call, and the bytes are copied within it.
        let write: image_write = { context, bytes, count in
            guard let result = context?.assumingMemoryBound(to: [UInt8].self) else { return 0 }
            result.pointee.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
            return 0
        }
        let status = withUnsafeMutablePointer(to: &result) {
            cairo.cairo_surface_write_to_png_stream(surface, write, $0)
        }
        try check(status)
        return result
    }

    /// The colours of the pixels, row by row.
    func colours() throws(Failure) -> [RGBColour] {
        cairo.cairo_surface_flush(surface)
        let stride = Int(cairo.cairo_image_surface_get_stride(surface))
        guard let data = cairo.cairo_image_surface_get_data(surface), stride >= width * 4 else {
            throw Self.failure("the image has no pixels")
        }
        // SAFETY: an image surface holds `height` rows of `stride` bytes as long as it lives; they are copied here.
        let bytes = UnsafeRawBufferPointer(start: data, count: stride * height)
        return withExtendedLifetime(self) {
            (0..<height).flatMap { row in
                (0..<width).map { column in
                    let pixel = bytes.loadUnaligned(fromByteOffset: row * stride + column * 4, as: UInt32.self)
                    return RGBColour(
                        UInt8(truncatingIfNeeded: pixel >> 16), UInt8(truncatingIfNeeded: pixel >> 8),
                        UInt8(truncatingIfNeeded: pixel))
                }
            }
        }
    }
}
