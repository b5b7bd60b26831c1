import CImages
import Glibc
import SegDiagnostics

/// The libraries that make images for terminals, each loaded when the first image needs it.
///
/// E490 where one isn't installed, with the package that has it.
public enum ImageLibraries {
    /// What is missing to draw plots, and Python's pictures, by a protocol.
    public static func missing(for format: ImageProtocol) -> [Failure] {
        let encoder = format == .sixel ? failure(of: loadedSixel) : nil
        return [failure(of: loadedCairo), failure(of: loadedRsvg), encoder].compactMap { $0 }
    }

    private static func failure<API>(of loaded: Result<Loaded<API>, Failure>) -> Failure? {
        if case .failure(let failure) = loaded { failure } else { nil }
    }

    // SAFETY of the three: the tables are static, filled once before they are shared, and the libraries are
    // never unloaded.
    private struct Loaded<API>: @unchecked Sendable { let api: API }

    static func cairo() throws(Failure) -> CairoAPI { try loadedCairo.get().api }
    static func rsvg() throws(Failure) -> RsvgAPI { try loadedRsvg.get().api }
    static func sixel() throws(Failure) -> SixelAPI { try loadedSixel.get().api }

    private static let loadedCairo = load("libcairo.so.2", package: "libcairo2", cairo_api_bind)
    private static let loadedRsvg = load("librsvg-2.so.2", package: "librsvg2-2", rsvg_api_bind)
    private static let loadedSixel = load("libsixel.so.1", package: "libsixel1", sixel_api_bind)

    private static func load<API>(
        _ name: String, package: String, _ bind: (UnsafeMutableRawPointer) -> UnsafePointer<API>?
    ) -> Result<Loaded<API>, Failure> {
        let hint = "apt-get install \(package)"
        guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
            return .failure(Failure("E490", "images in the terminal need \(name), which isn't installed", hint: hint))
        }
        guard let api = bind(library) else {
            return .failure(Failure("E490", "the installed \(name) is too old to draw images", hint: hint))
        }
        return .success(Loaded(api: api.pointee))
    }
}
