/// The instructions of the register machine.
///
/// A word has the opcode in its low byte, then operands: `A B C` of 8 bits each, `A` and `Bx` of 16
/// bits, or `sAx` of 24 signed bits. `R[n]` is a register, `K[n]` a constant. Some instructions
/// take a second word `W`. Jumps are relative to the word after the instruction.
enum Opcode: UInt8, CaseIterable {
    // The most frequent first.
    /// R[A] = R[B]; `take` leaves nil in R[B], another register
    case move, take
    /// R[A] = K[Bx]
    case loadConstant
    /// R[A] = the 16-bit integer Bx
    case loadInteger
    /// R[A] = R[B] op R[C]
    case add, subtract, multiply, divide, remainder, power
    /// R[A] = R[B] op K[C]
    case addConstant, subtractConstant, multiplyConstant, divideConstant, remainderConstant
    /// If (R[A] op R[B]) is the flag C, jump by W.
    case jumpLess, jumpLessOrEqual, jumpEqual
    /// If (R[A] op K[B]) is the flag C, jump by W.
    case jumpLessConstant, jumpLessOrEqualConstant, jumpGreaterConstant
    case jumpGreaterOrEqualConstant, jumpEqualConstant
    /// Jump by sAx; `loop` goes backward and counts down to the next check for interruption.
    case jump, loop
    /// If R[A] is false (true), jump by sBx; other than Bool is an error.
    case jumpIfFalse, jumpIfTrue
    /// R[A] = R[B][R[C]]
    case index
    /// R[A][R[B]] = R[C]
    case setIndex
    /// Append R[B] to the list R[A] in place; R[A] = the last of the list R[B], taken out of it.
    case append, pop
    /// R[A], which is the loop's name, counts from R[A] to below R[A + 1]. Jump by sBx when done.
    case rangePrepare, rangeNext
    /// Iterate R[A] with the position R[A + 1] into R[A + 2]; jump by sBx when done.
    case iterate, iterateNext
    /// Call function Bx of the unit with all its arguments from R[A]; the result goes to R[A].
    case callDirect
    /// Call R[C] with B arguments from R[A + 1], call site W, whose highest bit says that the
    /// arguments need binding; the result goes to R[A]. R[C] is R[A], or a local that keeps its
    /// value meanwhile.
    case call
    /// Call the builtin of call site W with B arguments from R[A].
    case callNative
    /// Return R[A], or nil.
    case returnValue, returnNull
    /// R[A] = R[B].K[W]
    case field
    /// R[A] = capture Bx, environment slot Bx
    case loadCapture, loadSlot
    case storeSlot
    /// R[A] = nil, true, false
    case loadNull, loadTrue, loadFalse
    /// R[A] = op R[B]
    case negate, not
    /// R[A] = R[B] op R[C]
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contains, containsNot
    /// Short circuits: jump by sBx when R[A] decides; then combine R[B] and R[C] into R[A].
    case decideAnd, decideOr, decideCoalesce, combineAnd, combineOr, combineCoalesce
    /// R[A] = a list of C values from R[B]; more of them appended to the list R[A].
    case newList, extendList
    /// R[A] = a dictionary of C pairs from R[B]; more of them into the dictionary R[A].
    case newDictionary, extendDictionary
    /// R[A] = R[B]...R[C], R[B]..<R[C]
    case closedRange, halfOpenRange
    /// R[A] = the texts of C values from R[B], joined.
    case concatenate
    /// R[A] = function Bx of the unit as a value; `closure` is followed by a word with the number
    /// of captures and one word each: the register, or the capture with bit 16 set.
    case functionValue, closure
    /// R[A] = the running function
    case loadSelf
    /// Path with C keys from R[B] in variable R[A]: set to R[B + C]; W unused.
    case setPath
    /// Method W & 255 on the path with C keys from R[B] in R[A], W >> 8 & 255 arguments after the
    /// keys; the result goes to R[B].
    case pathMethod
    /// R[A] = whether the pattern R[C] fits R[B]; whether R[B] is of kind W
    case fits, isKind
    /// R[A] is checked against, and widened to, kind W >> 16; what it belongs to is K[W & 65535].
    case checkKind
    /// R[A...] = the C items of the list R[B]
    case destructure
    /// Error: no arm of a `match` fits R[A].
    case matchFailed
    /// R[A] = nil, to let go of an object
    case clear
    /// Jump by sBx when R[A] was given as an argument.
    case jumpIfGiven
    /// R[A] = the column expression K[Bx]
    case column
    /// Record the outcome R[A] of an expectation with sides R[B], R[C] (255: none) and message R[W]
    /// (255: none).
    case expect
    /// R[A] = the parameter K[Bx] of the run, skipping the next word, when the run gives it.
    case parameter
    /// Error: the run gives no value for parameter K[Bx].
    case missingParameter
    /// Export R[A] as name Bx of the cell.
    case export
    /// Run module Bx once; R[A] = slot W of module Bx.
    case useModule, loadModule
    /// R[A] = the Python object for path K[Bx]
    case usePython
    /// Call method of call site W on the object R[A] with B arguments from R[A], itself included.
    case callMember
}

/// Packing and unpacking of instruction words.
enum Instruction {
    @inline(__always)
    static func make(_ code: Opcode, _ a: Int, _ b: Int, _ c: Int) -> UInt32 {
        UInt32(code.rawValue) | UInt32(a & 255) << 8 | UInt32(b & 255) << 16 | UInt32(c & 255) << 24
    }

    @inline(__always)
    static func make(_ code: Opcode, _ a: Int, wide: Int) -> UInt32 {
        UInt32(code.rawValue) | UInt32(a & 255) << 8 | UInt32(wide & 0xFFFF) << 16
    }

    @inline(__always)
    static func make(_ code: Opcode, offset: Int) -> UInt32 {
        UInt32(code.rawValue) | UInt32(truncatingIfNeeded: offset) << 8
    }

    /// The bit of a call site's number that says that the arguments need binding.
    static let bindingFlag: UInt32 = 1 << 31

    /// The greatest distance of a conditional jump in words.
    static let reach = 32_000
}

/// A word's operands, taken out of 32 bits or out of the 64 that the machine's loop widens them to.
extension FixedWidthInteger where Self: UnsignedInteger {
    @inline(__always) var a: Int { Int(truncatingIfNeeded: (self >> 8) & 255) }
    @inline(__always) var b: Int { Int(truncatingIfNeeded: (self >> 16) & 255) }
    @inline(__always) var c: Int { Int(truncatingIfNeeded: (self >> 24) & 255) }
    @inline(__always) var wide: Int { Int(truncatingIfNeeded: (self >> 16) & 0xFFFF) }
    @inline(__always) var signedWide: Int { Int(Int32(truncatingIfNeeded: self) >> 16) }
    @inline(__always) var offset: Int { Int(Int32(truncatingIfNeeded: self) >> 8) }
}
