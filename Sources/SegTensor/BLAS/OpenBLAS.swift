import SegDiagnostics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The functions of OpenBLAS that are used, found in the shared library when first needed.
///
/// The library is held to one thread: parallelism is the worker pool's, and one thread sums in one
/// order, so that results do not depend on the number of threads.
struct OpenBLAS: Sendable {
    typealias Integer = Int32
    typealias Gemm =
        @convention(c) @Sendable (
            Integer, Integer, Integer, Integer, Integer, Integer, Double, UnsafePointer<Double>,
            Integer,
            UnsafePointer<Double>, Integer, Double, UnsafeMutablePointer<Double>, Integer
        ) -> Void
    typealias Gemv =
        @convention(c) @Sendable (
            Integer, Integer, Integer, Integer, Double, UnsafePointer<Double>, Integer,
            UnsafePointer<Double>, Integer, Double, UnsafeMutablePointer<Double>, Integer
        ) -> Void
    typealias Syrk =
        @convention(c) @Sendable (
            Integer, Integer, Integer, Integer, Integer, Double, UnsafePointer<Double>, Integer,
            Double,
            UnsafeMutablePointer<Double>, Integer
        ) -> Void
    /// The two last arguments are the hidden lengths of Fortran's character arguments.
    typealias Syevd =
        @convention(c) @Sendable (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Integer>,
            UnsafeMutablePointer<Double>,
            UnsafePointer<Integer>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
            UnsafePointer<Integer>, UnsafeMutablePointer<Integer>, UnsafePointer<Integer>,
            UnsafeMutablePointer<Integer>, Int, Int
        ) -> Void
    /// The last argument is the hidden length of Fortran's character argument.
    typealias Posv =
        @convention(c) @Sendable (
            UnsafePointer<CChar>, UnsafePointer<Integer>, UnsafePointer<Integer>,
            UnsafeMutablePointer<Double>, UnsafePointer<Integer>, UnsafeMutablePointer<Double>,
            UnsafePointer<Integer>, UnsafeMutablePointer<Integer>, Int
        ) -> Void

    /// CBLAS's constants for storage by columns, transposition and triangles.
    enum Order {
        static let columnMajor: Integer = 102
        static let plain: Integer = 111
        static let transposed: Integer = 112
        static let upper: Integer = 121
    }

    let gemm: Gemm
    let gemv: Gemv
    let syrk: Syrk
    let syevd: Syevd
    let posv: Posv

    /// The library, loaded once; E580 where it is absent.
    static func load() throws(Failure) -> OpenBLAS { try shared.get() }

    private static let shared: Result<OpenBLAS, Failure> = Result { () throws(Failure) in try open()
    }

    private static let names = ["libopenblas.so.0", "libopenblas.so"]

    /// Where the system keeps the library, links followed; nil where it is elsewhere or absent.
    static var file: String? {
        let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"]
        for path in folders.flatMap({ folder in names.map { "\(folder)/\($0)" } }) {
            guard let pointer = realpath(path, nil) else { continue }
            defer { free(pointer) }
            return String(cString: pointer)
        }
        return nil
    }

    private static func open() throws(Failure) -> OpenBLAS {
        guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            throw absent("linear algebra needs OpenBLAS, which is not installed")
        }
        typealias SetThreads = @convention(c) (Integer) -> Void
        let setThreads: SetThreads = try symbol("openblas_set_num_threads", in: handle)
        setThreads(1)
        return OpenBLAS(
            gemm: try symbol("cblas_dgemm", in: handle),
            gemv: try symbol("cblas_dgemv", in: handle),
            syrk: try symbol("cblas_dsyrk", in: handle),
            syevd: try symbol("dsyevd_", in: handle), posv: try symbol("dposv_", in: handle))
    }

    private static func symbol<Function>(
        _ name: String, in handle: UnsafeMutableRawPointer
    ) throws(Failure) -> Function {
        guard let address = dlsym(handle, name) else {
            throw absent("the installed OpenBLAS lacks '\(name)'")
        }
        // SAFETY: the address is that of the C function of this name, whose signature is fixed by
        // the BLAS and LAPACK interfaces, and the library is never unloaded.
        return unsafeBitCast(address, to: Function.self)
    }

    private static func absent(_ message: String) -> Failure {
        Failure("E580", message, hint: "install it: apt-get install libopenblas0")
    }
}
