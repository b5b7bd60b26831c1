import SegDiagnostics

/// The loop of the machine.
///
/// `pc`, `base`, `constants` and `frame` are local variables and the frequent cases are written out
/// in place, so that the compiler keeps them in registers. Whatever is rare or can fail is a
/// function elsewhere, called after `pc` and `frame` were noted. Each case ends in a jump of its own
/// to the next instruction's, which processors predict well; the flags for that are in the package's
/// manifest, and `objdump -d` shows some sixty indirect jumps in `loop` when all is well, one when
/// not.
extension Interpreter {
    /// Runs the active frame until those above `floor` have returned.
    ///
    /// SAFETY: registers from `base` to the frame's end are initialised (`push` sees to that), the
    /// compiler writes only opcodes (Swift numbers the cases of `Opcode` from 0 without a gap, as
    /// their raw values), register numbers below the frame's count, positions of constants,
    /// functions and call sites that exist, and jumps within the function.
    func loop(downTo floor: UnsafeMutablePointer<Frame>) throws { try loop(downTo: floor, profile: nil) }

    /// The same while a profile is told of each instruction.
    @inline(never)
    func loop(downTo floor: UnsafeMutablePointer<Frame>, telling profile: LineProfile) throws {
        try loop(downTo: floor, profile: profile)
    }

    /// Both forms of the loop: without a profile nothing of it is left after inlining.
    @inline(__always)
    private func loop(downTo floor: UnsafeMutablePointer<Frame>, profile: LineProfile?) throws {
        var frame = current
        var base = frame.pointee.base
        var pc = frame.pointee.pc
        var constants = frame.pointee.header.pointee.constants
        let lastFrame = frames + (Limits.frames - 1)
        var patience = Limits.patience
        while true {
            // Widened once: operands taken out of 32 bits would each be widened before the jump.
            let word = UInt(pc.pointee)
            if let profile { profile.pass(pc, in: frame.pointee.header) }
            pc += 1
            // SAFETY: the words of a unit are written by the compiler alone, each from an `Opcode`.
            switch unsafeBitCast(UInt8(truncatingIfNeeded: word), to: Opcode.self) {
            case .move:
                (base + word.a).copy(base + word.b)
            case .take:
                (base + word.a).take(base + word.b)
            case .loadConstant:
                (base + word.a).copy(constants + word.wide)
            case .loadInteger:
                (base + word.a).put(.int(word.signedWide))
            case .add:
                let target = base + word.a
                let left = base + word.b
                let right = base + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    let (sum, overflow) = x.addingReportingOverflow(y)
                    if !overflow {
                        target.put(.int(sum))
                        continue
                    }
                } else if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let sum = x + y
                    if sum.isFinite {
                        target.put(.double(sum))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try addSlowly(target, left, right)
            case .subtract:
                let target = base + word.a
                let left = base + word.b
                let right = base + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    let (difference, overflow) = x.subtractingReportingOverflow(y)
                    if !overflow {
                        target.put(.int(difference))
                        continue
                    }
                } else if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let difference = x - y
                    if difference.isFinite {
                        target.put(.double(difference))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.subtract, target, left, right)
            case .multiply:
                let target = base + word.a
                let left = base + word.b
                let right = base + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    let (product, overflow) = x.multipliedReportingOverflow(by: y)
                    if !overflow {
                        target.put(.int(product))
                        continue
                    }
                } else if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let product = x * y
                    if product.isFinite {
                        target.put(.double(product))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.multiply, target, left, right)
            case .divide:
                let target = base + word.a
                let left = base + word.b
                let right = base + word.c
                if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let quotient = x / y
                    if quotient.isFinite {
                        target.put(.double(quotient))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.divide, target, left, right)
            case .remainder:
                let target = base + word.a
                let left = base + word.b
                let right = base + word.c
                if case .int(let x) = left.pointee, case .int(let y) = right.pointee, y > 0 {
                    let rest = x % y
                    target.put(.int(rest < 0 ? rest + y : rest))
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.remainder, target, left, right)
            case .addConstant:
                let target = base + word.a
                let left = base + word.b
                let right = constants + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    let (sum, overflow) = x.addingReportingOverflow(y)
                    if !overflow {
                        target.put(.int(sum))
                        continue
                    }
                } else if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let sum = x + y
                    if sum.isFinite {
                        target.put(.double(sum))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try addSlowly(target, left, right)
            case .subtractConstant:
                let target = base + word.a
                let left = base + word.b
                let right = constants + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    let (difference, overflow) = x.subtractingReportingOverflow(y)
                    if !overflow {
                        target.put(.int(difference))
                        continue
                    }
                } else if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let difference = x - y
                    if difference.isFinite {
                        target.put(.double(difference))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.subtract, target, left, right)
            case .multiplyConstant:
                let target = base + word.a
                let left = base + word.b
                let right = constants + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    let (product, overflow) = x.multipliedReportingOverflow(by: y)
                    if !overflow {
                        target.put(.int(product))
                        continue
                    }
                } else if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let product = x * y
                    if product.isFinite {
                        target.put(.double(product))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.multiply, target, left, right)
            case .divideConstant:
                let target = base + word.a
                let left = base + word.b
                let right = constants + word.c
                if case .double(let x) = left.pointee, case .double(let y) = right.pointee {
                    let quotient = x / y
                    if quotient.isFinite {
                        target.put(.double(quotient))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.divide, target, left, right)
            case .remainderConstant:
                let target = base + word.a
                let left = base + word.b
                let right = constants + word.c
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if x >= 0 {
                        target.put(.int(Reciprocal.remainder(x, y, factor: (right + 1).integer)))
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try computeSlowly(.remainder, target, left, right)
            case .jumpLess:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = base + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x < y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.less, left, right) == (word.c != 0) { pc += distance }
            case .jumpLessOrEqual:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = base + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x <= y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.lessOrEqual, left, right) == (word.c != 0) { pc += distance }
            case .jumpEqual:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = base + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x == y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.equal, left, right) == (word.c != 0) { pc += distance }
            case .jumpLessConstant:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = constants + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x < y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.less, left, right) == (word.c != 0) { pc += distance }
            case .jumpLessOrEqualConstant:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = constants + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x <= y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.lessOrEqual, left, right) == (word.c != 0) { pc += distance }
            case .jumpGreaterConstant:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = constants + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x > y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.greater, left, right) == (word.c != 0) { pc += distance }
            case .jumpGreaterOrEqualConstant:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = constants + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x >= y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.greaterOrEqual, left, right) == (word.c != 0) {
                    pc += distance
                }
            case .jumpEqualConstant:
                let distance = Int(Int32(bitPattern: pc.pointee))
                pc += 1
                let left = base + word.a
                let right = constants + word.b
                if left.isInteger(with: right) {
                    let (x, y) = (left.integer, right.integer)
                    if (x == y) == (word.c != 0) { pc += distance }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try compareSlowly(.equal, left, right) == (word.c != 0) { pc += distance }
            case .jump:
                pc += word.offset
            case .loop:
                pc += word.offset
                patience &-= 1
                if patience < 0 {
                    // A stop has its place where the loop goes on, not at what stands before the loop.
                    frame.pointee.pc = pc + 1
                    current = frame
                    patience = try lookUp()
                }
            case .jumpIfFalse:
                if case .bool(let flag) = base[word.a] {
                    if !flag { pc += word.signedWide }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                throw conditionFailure(base[word.a])
            case .jumpIfTrue:
                if case .bool(let flag) = base[word.a] {
                    if flag { pc += word.signedWide }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                throw conditionFailure(base[word.a])
            case .index:
                let object = base + word.b
                if case .list = object.pointee, case .int(let position) = base[word.c] {
                    let list = object.borrow(ListObject.self)
                    let count = list._withUnsafeGuaranteedRef { $0.length }
                    if position >= 0, position < count {
                        let items = list._withUnsafeGuaranteedRef { $0.storage }
                        (base + word.a).copy(items + position)
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try indexSlowly(base + word.a, object, base + word.c)
            case .setIndex:
                let object = base + word.a
                if case .list = object.pointee, case .int(let position) = base[word.b],
                    object.isUnique(ListObject.self)
                {
                    let list = object.borrow(ListObject.self)
                    let count = list._withUnsafeGuaranteedRef { $0.length }
                    let value = base + word.c
                    if position >= 0, position < count, value.isTrivial {
                        let items = list._withUnsafeGuaranteedRef { $0.storage }
                        (items + position).copy(value)
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try setIndexSlowly(object, base + word.b, base + word.c)
            case .append:
                let object = base + word.a
                if case .list = object.pointee, object.isUnique(ListObject.self) {
                    let value = base + word.b
                    if value.isTrivial {
                        object.borrow(ListObject.self)._withUnsafeGuaranteedRef {
                            $0.appendTrivial(value.pointee)
                        }
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try appendSlowly(object, base + word.b)
            case .pop:
                let object = base + word.b
                if case .list = object.pointee, object.isUnique(ListObject.self) {
                    let last = object.borrow(ListObject.self)._withUnsafeGuaranteedRef {
                        $0.removeLast()
                    }
                    if let last {
                        (base + word.a).receive(last)
                        continue
                    }
                }
                frame.pointee.pc = pc
                current = frame
                try popSlowly(base + word.a, object)
            case .rangePrepare:
                frame.pointee.pc = pc
                current = frame
                if try prepareRange(base + word.a, isClosed: pc.pointee != 0) {
                    pc += 1
                } else {
                    pc += word.signedWide
                }
            case .rangeNext:
                // The body can't change the name that it sees the count under.
                let counter = base + word.a
                if counter.isInteger(with: counter + 1) {
                    let following = counter.integer &+ 1
                    if following < (counter + 1).integer {
                        counter.initialize(to: .int(following))
                        pc += word.signedWide
                        patience &-= 1
                        if patience < 0 {
                            frame.pointee.pc = pc
                            current = frame
                            patience = try lookUp()
                        }
                    }
                }
            case .iterate:
                frame.pointee.pc = pc
                current = frame
                try prepareIteration(base + word.a)
                pc += word.signedWide
            case .iterateNext:
                let sequence = base + word.a
                patience &-= 1
                if patience < 0 {
                    frame.pointee.pc = pc
                    current = frame
                    patience = try lookUp()
                }
                if case .list = sequence.pointee, case .int(let position) = sequence[1] {
                    let list = sequence.borrow(ListObject.self)
                    let count = list._withUnsafeGuaranteedRef { $0.length }
                    if position < count {
                        let items = list._withUnsafeGuaranteedRef { $0.storage }
                        (sequence + 2).copy(items + position)
                        (sequence + 1).initialize(to: .int(position &+ 1))
                        pc += word.signedWide
                    }
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                if try iterateSlowly(sequence) { pc += word.signedWide }
            case .callDirect:
                let header = frame.pointee.header.function(word.wide)
                let window = base + word.a
                frame.pointee.pc = pc
                patience &-= 1
                if window + header.pointee.registerCount > initializedEnd || patience < 0
                    || frame >= lastFrame
                {
                    current = frame
                    patience = try prepareFrame(window, header)
                }
                let caller = frame
                base = window
                pc = header.pointee.words
                constants = header.pointee.constants
                frame += 1
                frame.initialize(
                    to: Frame(
                        header: header, environment: caller.pointee.environment, function: nil,
                        base: window, result: window, pc: pc))
            case .call:
                let result = base + word.a
                let callee = base + word.c
                if case .function = callee.pointee, pc.pointee & Instruction.bindingFlag == 0 {
                    let function = callee.borrow(FunctionObject.self)
                    let parts = function._withUnsafeGuaranteedRef { $0.parts }
                    let header = parts.pointee.header
                    if header.pointee.parameterCount == word.b {
                        let window = result + 1
                        frame.pointee.pc = pc + 1
                        patience &-= 1
                        if window + header.pointee.registerCount > initializedEnd || patience < 0
                            || frame >= lastFrame
                        {
                            current = frame
                            patience = try prepareFrame(window, header)
                        }
                        frame += 1
                        frame.initialize(
                            to: Frame(
                                header: header, environment: parts.pointee.environment,
                                function: function, base: window, result: result,
                                pc: header.pointee.words))
                        base = window
                        pc = header.pointee.words
                        constants = header.pointee.constants
                        continue
                    }
                }
                frame.pointee.pc = pc + 1
                current = frame
                let site = frame.pointee.header.site(Int(pc.pointee & ~Instruction.bindingFlag))
                pc += 1
                if result != callee { result.copy(callee) }
                if try callSlowly(result, word.b, site.takeUnretainedValue()) {
                    frame = current
                    base = frame.pointee.base
                    pc = frame.pointee.pc
                    constants = frame.pointee.header.pointee.constants
                }
            case .callNative:
                let site = frame.pointee.header.site(Int(pc.pointee & ~Instruction.bindingFlag))
                pc += 1
                frame.pointee.pc = pc
                current = frame
                try site._withUnsafeGuaranteedRef { try callNative(base + word.a, word.b, $0) }
            case .returnValue:
                let result = frame.pointee.result
                let end = base + frame.pointee.header.pointee.registerCount
                if frame - 1 == floor {
                    current = frame
                    leave(result: base + word.a)
                    return
                }
                // The result's register is the frame's first or the one before it; what it held is
                // let go of with the frame's registers.
                result.exchange(base + word.a)
                (result + 1).clear(upTo: end)
                frame -= 1
                base = frame.pointee.base
                pc = frame.pointee.pc
                constants = frame.pointee.header.pointee.constants
            case .returnNull:
                let result = frame.pointee.result
                if frame - 1 == floor {
                    current = frame
                    leave(result: nil)
                    return
                }
                var register = result
                let end = base + frame.pointee.header.pointee.registerCount
                while register < end {
                    register.clear()
                    register += 1
                }
                result.initialize(to: .null)
                frame -= 1
                base = frame.pointee.base
                pc = frame.pointee.pc
                constants = frame.pointee.header.pointee.constants
            case .decideCoalesce:
                let left = base + word.a
                if left.isTrivial {
                    if case .null = left.pointee { continue }
                    pc += word.signedWide
                    continue
                }
                frame.pointee.pc = pc
                current = frame
                pc = try executeRare(UInt32(truncatingIfNeeded: word), frame, base, pc, constants)
            case .closure:
                frame.pointee.pc = pc
                current = frame
                try makeClosure(base + word.a, word.wide, captures: pc)
                pc += 1 + Int(pc.pointee)
            case .loadCapture:
                (base + word.a).copy(frame.pointee.captures + word.wide)
            case .loadNull:
                (base + word.a).put(.null)
            case .loadTrue:
                (base + word.a).put(.bool(true))
            case .loadFalse:
                (base + word.a).put(.bool(false))
            case .clear:
                (base + word.a).clear()
            case .jumpIfGiven:
                if case .absent = base[word.a] { continue }
                pc += word.signedWide
            // Named one by one: a `default` would cost a comparison before every jump, and keep the
            // compiler from ending each case with a jump of its own to the next.
            case .power, .field, .loadSlot, .storeSlot, .negate, .not, .equal, .notEqual, .less,
                .lessOrEqual, .greater, .greaterOrEqual, .contains, .containsNot, .decideAnd,
                .decideOr, .combineAnd, .combineOr, .combineCoalesce, .newList, .extendList,
                .newDictionary, .extendDictionary, .closedRange, .halfOpenRange, .concatenate,
                .functionValue, .loadSelf, .setPath, .pathMethod, .fits, .isKind, .checkKind,
                .destructure, .matchFailed, .column, .expect, .parameter, .missingParameter,
                .export, .useModule, .loadModule, .usePython, .callMember:
                frame.pointee.pc = pc
                current = frame
                pc = try executeRare(UInt32(truncatingIfNeeded: word), frame, base, pc, constants)
            }
        }
    }
}
