import SegDiagnostics

/// One parameter of a function of the language.
struct FunctionParameter: Sendable, Hashable {
    let name: String
    let hasDefault: Bool
}

/// What the machine needs of a function at a call, trivial to copy.
struct CodeHeader {
    let words: UnsafeMutablePointer<UInt32>
    let constants: UnsafeMutablePointer<Value>
    let registerCount: Int
    let parameterCount: Int
    let owner: Unmanaged<FunctionCode>
    /// Those of the unit, which sets them.
    var tables = UnitTables()
}

/// A stretch of a function whose errors are caught.
struct Handler: Sendable {
    /// Instructions whose errors it catches.
    let covered: Range<Int>
    /// Where the handler starts.
    let target: Int
    /// The register that receives the error.
    let register: Int
}

/// The compiled code of one function, closure or cell body.
final class FunctionCode: @unchecked Sendable {
    /// The declared name; nil for closures.
    let name: String?
    let parameters: [FunctionParameter]
    /// The declaration.
    let span: Span
    let header: UnsafeMutablePointer<CodeHeader>
    private let constantCount: Int
    private let wordCount: Int
    /// The byte range in the source of each word.
    private let places: [Range<Int32>]
    /// Inner handlers before outer ones.
    let handlers: [Handler]

    init(
        name: String?, parameters: [FunctionParameter], span: Span, registerCount: Int,
        words: [UInt32], constants: [Value], places: [Range<Int32>], handlers: [Handler]
    ) {
        self.name = name
        self.parameters = parameters
        self.span = span
        self.places = places
        self.handlers = handlers
        constantCount = constants.count
        wordCount = words.count
        let code = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, words.count))
        code.initialize(from: words, count: words.count)
        let values = UnsafeMutablePointer<Value>.allocate(capacity: max(1, constants.count))
        values.initialize(from: constants, count: constants.count)
        header = .allocate(capacity: 1)
        header.initialize(
            to: CodeHeader(
                words: code, constants: values, registerCount: registerCount,
                parameterCount: parameters.count, owner: Unmanaged.passUnretained(self)))
    }

    deinit {
        header.pointee.words.deallocate()
        header.pointee.constants.deinitialize(count: constantCount)
        header.pointee.constants.deallocate()
        header.deallocate()
    }

    /// The lines in the source of all words.
    var lines: [Int32] { places.map { Int32(clamping: span.file.position(of: Int($0.lowerBound)).line) } }

    /// The place in the source of the word at a position.
    func place(at position: Int) -> Span {
        guard places.indices.contains(position) else { return span }
        let range = places[position]
        return Span(span.file, Int(range.lowerBound)..<Int(range.upperBound))
    }

    var words: [UInt32] {
        Array(UnsafeBufferPointer(start: header.pointee.words, count: wordCount))
    }

    var constants: [Value] {
        Array(UnsafeBufferPointer(start: header.pointee.constants, count: constantCount))
    }
}

/// All functions of one cell or file.
final class CodeUnit: @unchecked Sendable {
    /// The cell's or module's name.
    let name: String
    /// The body is the first.
    let functions: [FunctionCode]
    /// `functions` and `callSites` for the machine.
    private let tables: UnitTables
    /// Descriptions of calls, indexed by instructions.
    let callSites: [CallSite]
    /// Kinds that annotations name.
    let kinds: [ParameterKind]
    /// Modules bound by `use`.
    let modules: [Module]

    init(
        name: String, functions: [FunctionCode], callSites: [CallSite], kinds: [ParameterKind],
        modules: [Module]
    ) {
        self.name = name
        self.functions = functions
        self.callSites = callSites
        self.kinds = kinds
        self.modules = modules
        let headers = UnsafeMutablePointer<UnsafeMutablePointer<CodeHeader>>.allocate(
            capacity: max(1, functions.count))
        for (index, function) in functions.enumerated() {
            (headers + index).initialize(to: function.header)
        }
        let sites = UnsafeMutablePointer<Unmanaged<CallSite>>.allocate(
            capacity: max(1, callSites.count))
        for (index, site) in callSites.enumerated() {
            (sites + index).initialize(to: Unmanaged.passUnretained(site))
        }
        tables = UnitTables(headers: headers, sites: sites)
        for function in functions { function.header.pointee.tables = tables }
    }

    deinit {
        tables.headers?.deallocate()
        tables.sites?.deallocate()
    }
}

/// A unit's functions and call sites as plain memory.
///
/// SAFETY: every function that runs belongs to a unit, which sets the tables when it is made.
struct UnitTables {
    var headers: UnsafeMutablePointer<UnsafeMutablePointer<CodeHeader>>?
    var sites: UnsafeMutablePointer<Unmanaged<CallSite>>?
}

extension UnsafeMutablePointer<CodeHeader> {
    /// The function of a position in the unit.
    @inline(__always)
    func function(_ index: Int) -> UnsafeMutablePointer<CodeHeader> {
        pointee.tables.headers.unsafelyUnwrapped[index]
    }

    /// The call site of a position in the unit.
    @inline(__always)
    func site(_ index: Int) -> Unmanaged<CallSite> { pointee.tables.sites.unsafelyUnwrapped[index] }
}

/// What the functions of one cell or module share while it lives: the values of names bound at the
/// top, or above, that they read.
final class EnvironmentObject: @unchecked Sendable {
    let unit: CodeUnit
    let slots: UnsafeMutablePointer<Value>
    let slotCount: Int

    init(unit: CodeUnit, slotCount: Int) {
        self.unit = unit
        self.slotCount = slotCount
        slots = .allocate(capacity: max(1, slotCount))
        slots.initialize(repeating: .absent, count: slotCount)
    }

    deinit {
        slots.deinitialize(count: slotCount)
        slots.deallocate()
    }

    /// Lets go of all values, which ends cycles between a module and its functions.
    func clear() {
        for index in 0..<slotCount { slots[index] = .absent }
    }
}
