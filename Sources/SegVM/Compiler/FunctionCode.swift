import SegDiagnostics

/// One parameter of a function of the language.
struct FunctionParameter: Sendable {
    let name: String
    let hasDefault: Bool
}

/// The compiled code of one function, closure or cell body.
final class FunctionCode: @unchecked Sendable {
    /// The declared name; nil for closures.
    let name: String?
    let parameters: [FunctionParameter]
    /// The declaration.
    let span: Span
    /// Registers that a call needs, parameters included.
    let registerCount: Int
    /// The instructions.
    let words: UnsafeMutablePointer<UInt32>
    let wordCount: Int
    let constants: UnsafeMutablePointer<Value>
    let constantCount: Int
    /// The byte range in the source of each instruction.
    let places: [Range<Int32>]
    /// Descriptions of calls, indexed by instructions.
    let callSites: [CallSite]

    init(
        name: String?, parameters: [FunctionParameter], span: Span, registerCount: Int,
        words: [UInt32], constants: [Value], places: [Range<Int32>], callSites: [CallSite]
    ) {
        self.name = name
        self.parameters = parameters
        self.span = span
        self.registerCount = registerCount
        self.words = .allocate(capacity: max(1, words.count))
        self.words.initialize(from: words, count: words.count)
        wordCount = words.count
        self.constants = .allocate(capacity: max(1, constants.count))
        self.constants.initialize(from: constants, count: constants.count)
        constantCount = constants.count
        self.places = places
        self.callSites = callSites
    }

    deinit {
        words.deallocate()
        constants.deinitialize(count: constantCount)
        constants.deallocate()
    }

    /// The place in the source of the instruction at a position.
    func place(at position: Int) -> Span {
        guard places.indices.contains(position) else { return span }
        let range = places[position]
        return Span(span.file, Int(range.lowerBound)..<Int(range.upperBound))
    }
}

/// All functions of one cell or file.
final class CodeUnit: @unchecked Sendable {
    /// The cell's or module's name.
    let name: String
    /// The body is the first; then the functions declared at the top, then all others.
    let functions: [FunctionCode]

    init(name: String, functions: [FunctionCode]) {
        self.name = name
        self.functions = functions
    }
}

/// What the functions of one cell or module share while it lives: the values of names bound at the
/// top that they read.
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
}
