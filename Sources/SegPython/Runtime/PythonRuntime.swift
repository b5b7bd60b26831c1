import CPython
import Glibc
import SegDiagnostics
import SegFrame
import Synchronization

/// The embedded Python of this process: found, loaded and started at first use, and never ended.
///
/// Every use of Python happens inside `withGIL`. Objects are let go by whichever thread drops the
/// last handle, at once where it holds the lock, else at the next entry.
public final class PythonRuntime: @unchecked Sendable {
    // SAFETY: `api` is filled before the runtime is shared and never written again; all calls
    // through it are made under Python's own lock.
    let api: PythonAPI
    /// The environment whose packages are used.
    public let environment: PythonEnvironment
    /// Such as `3.11.2`.
    public let version: String
    /// The module of helpers, which is never let go.
    private(set) var helper: OpaquePointer?
    let watch = PythonWatch()
    let notices = SourceNotices()
    /// Whether a module could not be loaded again, which is asked at every use.
    private let hasBroken = Atomic<Bool>(false)
    /// Whether a module was ever loaded again: functions that were taken out before are those of then.
    private let hasReloaded = Atomic<Bool>(false)
    private let dropped = Mutex<[UInt]>([])
    /// Whether something is in `dropped`, which is asked at every entry.
    private let hasDropped = Atomic<Bool>(false)
    private let outputSink = Mutex(Receiver())

    /// Something that Python prints or shows.
    public enum Output: Sendable {
        /// Text; `isError` tells standard error.
        case text(String, isError: Bool)
        /// A value that is shown as the last of a cell is.
        case shown(PythonValue)
    }

    /// Takes what Python prints and shows.
    public typealias OutputSink = @Sendable (Output) -> Void

    /// A closure of its own in a lock would be wrapped anew, and one deeper, each time it is read.
    private struct Receiver: Sendable {
        var sink: OutputSink?
    }

    private static let state = Mutex<Result<PythonRuntime, Failure>?>(nil)

    /// The runtime; starts it if need be. E420 or E640 where there is no Python that can be embedded.
    public static func shared() throws(Failure) -> PythonRuntime {
        if let known = state.withLock({ $0 }) { return try known.get() }
        // Nobody waits for the thread with the lock in hand, since what runs there may ask for it.
        let outcome = PythonThread.shared.run {
            state.withLock { known -> Result<PythonRuntime, Failure> in
                if let known { return known }
                let result: Result<PythonRuntime, Failure>
                do throws(Failure) { result = .success(try PythonRuntime()) } catch { result = .failure(error) }
                known = result
                return result
            }
        }
        return try outcome.get()
    }

    private static let current = Mutex<PythonRuntime?>(nil)

    /// The runtime, if Python was started, or is being started.
    public static var started: PythonRuntime? { current.withLock { $0 } }

    private init() throws(Failure) {
        let library = try Self.library()
        environment = library.environment
        guard let handle = dlopen(library.path, RTLD_NOW | RTLD_GLOBAL) else {
            throw Failure("E640", "Python can't be loaded from \"\(library.path)\"")
        }
        var missing: UnsafePointer<CChar>?
        guard let api = python_api_bind(handle, &missing) else {
            let symbol = missing.map { String(cString: $0) } ?? "a function"
            throw Failure(
                "E640", "\"\(library.path)\" can't be embedded: it has no \(symbol)",
                hint: "CPython 3.9 or later is needed; SEGNB_PYTHON says which")
        }
        self.api = api.pointee
        let program = library.environment.executable ?? "python3"
        guard python_api_prepare(handle, Self.wide(program)) == 0 else {
            throw Failure("E640", "\"\(library.path)\" can't be embedded: it is too new or too old")
        }
        self.api.Py_InitializeEx(0)
        version = String((self.api.Py_GetVersion().map { String(cString: $0) } ?? "").prefix { $0 != " " })
        Self.current.withLock { $0 = self }
        var handling = sigaction()
        sigaction(SIGINT, nil, &handling)
        try start()
        // Python keeps its function for the signal, which `watch` asks for; the signal itself stays the program's.
        sigaction(SIGINT, &handling, nil)
        _ = self.api.PyEval_SaveThread()
        watch.begin(self)
    }

    /// The library of the first environment that has one.
    private static func library() throws(Failure) -> PythonLibrary {
        if let loaded = PythonLibrary.loaded { return loaded }
        return try PythonLibrary.loadFirst()
    }

    /// A text that lives for ever, as Python asks of its program's name.
    private static func wide(_ text: String) -> UnsafePointer<wchar_t> {
        let scalars = text.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
        let memory = UnsafeMutablePointer<wchar_t>.allocate(capacity: scalars.count + 1)
        for (index, scalar) in scalars.enumerated() { memory[index] = scalar }
        memory[scalars.count] = 0
        return UnsafePointer(memory)
    }

    /// Runs the helper's source as a module and gives it the native functions.
    private func start() throws(Failure) {
        guard let module = api.PyImport_AddModule("segnb_bridge"), let names = api.PyModule_GetDict(module),
            let builtins = api.PyImport_ImportModule("builtins"),
            let code = api.Py_CompileString(HelperSource.begin, "<segnb>", 257),
            let parts = HelperSource.parts(api),
            api.PyDict_SetItemString(names, "__builtins__", builtins) == 0,
            api.PyDict_SetItemString(names, "_native", NativeFunctions.make(api)) == 0,
            api.PyDict_SetItemString(names, "_parts", parts) == 0,
            api.PyEval_EvalCode(code, names, names) != nil,
            let prepare = api.PyObject_GetAttrString(module, "prepare"),
            let nothing = api.PyTuple_New(0),
            api.PyObject_Call(prepare, nothing, nil) != nil
        else {
            throw Failure("E640", "Python \(version) was started, but can't run segnb's part of it")
        }
        helper = OpaquePointer(module)
    }
}

extension PythonRuntime {
    private static let useCount = Atomic<Int>(0)

    /// How often code of a notebook, or of its models, was run by Python.
    public static var uses: Int { useCount.load(ordering: .relaxed) }

    static func countUse() { useCount.add(1, ordering: .relaxed) }

    /// Well-known packages that were imported: `numpy 2.1.0`; none where code still runs that may never give the lock back.
    public var loadedPackages: [String] {
        guard !watch.isBusy, case .list(let names)? = try? helper("loaded_packages", []) else { return [] }
        return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
    }
}

// MARK: - Edited modules

extension PythonRuntime {
    /// Loads modules again whose files have changed, before an object is used: at once where the system tells of it, else within
    /// a tenth of a second. Fails where the object's own module can't be loaded as it is now.
    public func refreshModules(for object: PythonObject) throws {
        let isHeard = notices.wereHeard()
        if isHeard || watch.isLookDue { note(try helper(isHeard ? "refresh" : "glance", [])) }
        if hasBroken.load(ordering: .relaxed) { note(try helper("usable", [.object(object)])) }
    }

    /// Loads modules again whose files have changed, before code runs that imports what it needs: there it finds what is broken.
    public func refreshModules() throws { note(try helper("refresh", [])) }

    /// Takes what the helper says of the state of modules.
    private func note(_ state: PythonValue) {
        guard case .list(let parts) = state, case .bool(let broken)? = parts.first, case .bool(let reloaded)? = parts.last else { return }
        hasBroken.store(broken, ordering: .relaxed)
        hasReloaded.store(reloaded, ordering: .relaxed)
    }

    /// A function as its module has it now, where modules were loaded again; any other object as it is.
    func current(_ object: PythonObject) throws -> PythonObject {
        guard hasReloaded.load(ordering: .relaxed) else { return object }
        return try withGIL { gil in PythonObject(owning: try callHelper("current", [.object(object)], gil), self) }
    }
}

// MARK: - Output

extension PythonRuntime {
    /// Sends what Python prints from now on somewhere; gives the sink before.
    @discardableResult
    public func redirectOutput(to sink: OutputSink?) -> OutputSink? {
        outputSink.withLock { output in
            defer { output.sink = sink }
            return output.sink
        }
    }

    /// Shows a value where what Python prints goes; nobody sees it where that is no cell.
    func show(_ value: PythonValue) { outputSink.withLock({ $0.sink })?(.shown(value)) }

    func write(_ text: String, isError: Bool) {
        if let sink = outputSink.withLock({ $0.sink }) { return sink(.text(text, isError: isError)) }
        var text = text
        text.withUTF8 { bytes in _ = Glibc.write(isError ? 2 : 1, bytes.baseAddress, bytes.count) }
    }
}

// MARK: - The lock

/// Shows that this thread holds Python's lock; made by `withGIL` alone.
public struct GIL: ~Copyable {
    let api: PythonAPI

    fileprivate init(_ api: PythonAPI) { self.api = api }
}

extension PythonRuntime {
    /// Runs a body with Python's lock held by this thread; may be nested.
    public func withGIL<Result, Problem: Error>(
        _ body: (borrowing GIL) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        let state = api.PyGILState_Ensure()
        LockDepth.enter()
        defer {
            LockDepth.leave()
            api.PyGILState_Release(state)
        }
        if LockDepth.isOutermost { drain() }
        return try body(GIL(api))
    }

    /// Lets an object go, now or at the next entry.
    func release(_ object: UnsafeMutableRawPointer) {
        if LockDepth.isHeld {
            api.Py_DecRef(object)
        } else {
            dropped.withLock { $0.append(UInt(bitPattern: object)) }
            hasDropped.store(true, ordering: .releasing)
        }
    }

    /// Drops what `watch` told Python and Python has not heeded; the lock is held, and no error is pending.
    func forgetSignals() {
        if api.PyErr_CheckSignals() != 0 { api.PyErr_Clear() }
    }

    private func drain() {
        guard hasDropped.load(ordering: .acquiring) else { return }
        hasDropped.store(false, ordering: .releasing)
        let pending = dropped.withLock { pending in
            defer { pending.removeAll(keepingCapacity: true) }
            return pending
        }
        for bits in pending { api.Py_DecRef(UnsafeMutableRawPointer(bitPattern: bits)) }
    }

    /// Objects that wait to be let go.
    public var pendingReleases: Int { dropped.withLock { $0.count } }

    /// Runs a release callback of a Python library, which needs the lock.
    static let releasing: ArrowImport.Releasing = { release in
        guard let runtime = started else { return }
        runtime.withGIL { _ in release() }
    }
}

/// How many times the running thread has taken Python's lock.
private enum LockDepth {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private static var depth: Int {
        get { Int(bitPattern: pthread_getspecific(key)) }
        set { pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue)) }
    }

    static var isHeld: Bool { depth > 0 }
    static var isOutermost: Bool { depth == 1 }
    static func enter() { depth += 1 }
    static func leave() { depth -= 1 }
}
