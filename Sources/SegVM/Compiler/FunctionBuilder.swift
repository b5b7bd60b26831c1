import SegDiagnostics
import SegSyntax

/// Writes the code of one function: instructions, constants, registers.
///
/// Registers are a stack: parameters, then the locals of open blocks, then temporaries. An
/// expression leaves its value in a register and frees the temporaries above it.
final class FunctionBuilder {
    /// What the function is, which decides what it sees.
    enum Role {
        /// The statements of a cell or file.
        case main
        /// A function declared at the top, which sees the top's `let`s as slots.
        case declared
        /// A closure or an inner function, which captures values of the function around it.
        case inner(FunctionBuilder)
    }

    /// It owns this builder, or one that does.
    unowned let unit: UnitCompiler
    let role: Role
    /// The declared name; nil for closures and the main body.
    let name: String?
    let span: Span
    var parameters: [FunctionParameter] = []

    private(set) var words: [UInt32] = []
    private var places: [Range<Int32>] = []
    private var constants: [Value] = []
    private var integerConstants: [Int: Int] = [:]
    private var divisors: [Int: Int] = [:]
    private var textConstants: [String: Int] = [:]
    var handlers: [Handler] = []

    var scopes: [Scope] = [Scope()]
    /// Names captured from the function around, with the position of the capture.
    var captures: [(name: String, source: CaptureSource)] = []
    var loops: [LoopJumps] = []
    /// The next free register.
    var next = 0
    private var highest = 0
    /// Registers that hold a local which the source can name now.
    private(set) var isLocal = [Bool](repeating: false, count: 256)
    /// The kind declared for the result.
    var resultKind: KindAnnotation?
    /// The name whose `let` is being computed, which a closure in it can't see.
    var pendingName: String?

    init(_ unit: UnitCompiler, role: Role, name: String?, span: Span) {
        self.unit = unit
        self.role = role
        self.name = name
        self.span = span
    }

    /// Where the jumps out of a loop wait for their targets.
    struct LoopJumps {
        var breaks: [Int] = []
        var continues: [Int] = []
    }

    /// Where a captured value comes from at the creation of a closure.
    enum CaptureSource {
        case register(Int)
        case capture(Int)
        case running
    }

    func finish() -> FunctionCode {
        if let failure = limitFailure { unit.report("E225", failure, at: limitSpan ?? span) }
        return FunctionCode(
            name: name, parameters: parameters, span: span, registerCount: max(1, highest),
            words: words,
            constants: constants, places: places, handlers: handlers)
    }

    /// Set when the function outgrows the instruction format.
    private var limitFailure: String?
    /// The first place that no longer fits.
    private var limitSpan: Span?

    private func exceed(_ what: String) {
        let subject = name.map { "the function \"\($0)\"" } ?? "this code"
        limitFailure = limitFailure ?? "\(subject) \(what); cut it into smaller functions"
    }
}

// MARK: - Registers

extension FunctionBuilder {
    /// Takes the next register.
    func allocate() -> Int { allocate(count: 1) }

    /// Takes neighbouring registers and gives the first.
    func allocate(count: Int) -> Int {
        let first = next
        next += count
        if next > 250 {
            exceed("needs too many names at once")
            next = min(next, 251)
            return min(first, 250)
        }
        highest = max(highest, next)
        return first
    }

    func setLocal(_ register: Int, _ flag: Bool) { isLocal[register & 255] = flag }

    /// Whether more locals fit comfortably beside temporaries.
    var hasRoomForLocals: Bool { next < 160 }
}

// MARK: - Emitting

extension FunctionBuilder {
    var position: Int { words.count }

    @discardableResult
    func emit(_ word: UInt32, at span: Span) -> Int {
        if limitFailure != nil, limitSpan == nil { limitSpan = span }
        words.append(word)
        places.append(
            Int32(clamping: span.range.lowerBound)..<Int32(clamping: span.range.upperBound))
        return words.count - 1
    }

    @discardableResult
    func emit(_ code: Opcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, at span: Span) -> Int {
        emit(Instruction.make(code, a, b, c), at: span)
    }

    @discardableResult
    func emit(_ code: Opcode, _ a: Int, wide: Int, at span: Span) -> Int {
        if wide > 0xFFFF { exceed("is too large") }
        return emit(Instruction.make(code, a, wide: wide), at: span)
    }

    /// A jump forward whose target is not known yet.
    func emitJump(_ code: Opcode, _ a: Int = 0, at span: Span) -> Int {
        emit(Instruction.make(code, a, wide: 0), at: span)
    }

    /// Lets the jump at `position` end here.
    func land(_ position: Int) { patch(position, target: words.count) }

    func land(_ positions: [Int]) { for position in positions { land(position) } }

    func patch(_ position: Int, target: Int) {
        let word = words[position]
        guard let code = Opcode(rawValue: UInt8(truncatingIfNeeded: word)) else { return }
        let distance = target - position - 1
        switch code {
        case .jump, .loop:
            words[position] = Instruction.make(code, offset: distance)
        case .jumpLess, .jumpLessOrEqual, .jumpEqual, .jumpLessConstant, .jumpLessOrEqualConstant,
            .jumpGreaterConstant, .jumpGreaterOrEqualConstant, .jumpEqualConstant:
            words[position + 1] = UInt32(truncatingIfNeeded: distance - 1)
        default:
            if abs(distance) > Instruction.reach { exceed("is too large") }
            words[position] = Instruction.make(code, word.a, wide: distance)
        }
    }

    /// Jumps back to `target`, where the machine looks for interruptions.
    func emitLoop(to target: Int, at span: Span) {
        emit(Instruction.make(.loop, offset: target - position - 1), at: span)
    }

    func move(_ source: Int, to target: Int, at span: Span) {
        if source != target { emit(.move, target, source, at: span) }
    }

    /// Moves the value out of a temporary, which lets go of it.
    func take(_ source: Int, to target: Int, at span: Span) {
        if source != target { emit(.take, target, source, at: span) }
    }
}

// MARK: - Constants

extension FunctionBuilder {
    func constant(_ value: Value) -> Int {
        switch value {
        case .int(let number):
            if let known = integerConstants[number] { return known }
            integerConstants[number] = constants.count
        case .string(let text):
            if let known = textConstants[text.text], text == constants[known].asStringObject {
                return known
            }
            textConstants[text.text] = constants.count
        default: break
        }
        constants.append(value)
        if constants.count > 0xFFFF { exceed("has too many constants") }
        return constants.count - 1
    }

    /// The position of a number of 2 or more that others are divided by; its `Reciprocal` stands after it.
    func divisor(_ number: Int) -> Int {
        if let known = divisors[number] { return known }
        divisors[number] = constants.count
        constants += [.int(number), .int(Reciprocal.factor(of: number))]
        if constants.count > 0xFFFF { exceed("has too many constants") }
        return constants.count - 2
    }

    func textConstant(_ text: String) -> Int { constant(.string(text)) }

    func load(_ value: Value, into target: Int, at span: Span) {
        switch value {
        case .null, .absent: emit(.loadNull, target, at: span)
        case .bool(let flag): emit(flag ? .loadTrue : .loadFalse, target, at: span)
        case .int(let number) where Int16(exactly: number) != nil:
            emit(.loadInteger, target, wide: number & 0xFFFF, at: span)
        default: emit(.loadConstant, target, wide: constant(value), at: span)
        }
    }
}
