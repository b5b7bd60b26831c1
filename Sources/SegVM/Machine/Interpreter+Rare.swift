import SegDiagnostics

extension Interpreter {
    /// Carries out an instruction that is not worth a place in the loop; gives the next one.
    @inline(never)
    func executeRare(
        _ word: UInt32, _ frame: UnsafeMutablePointer<Frame>, _ base: UnsafeMutablePointer<Value>,
        _ next: UnsafeMutablePointer<UInt32>, _ constants: UnsafeMutablePointer<Value>
    ) throws -> UnsafeMutablePointer<UInt32> {
        let (target, first, second) = (base + word.a, base + word.b, base + word.c)
        guard let code = Opcode(rawValue: UInt8(truncatingIfNeeded: word)) else { return next }
        switch code {
        case .power: try computeSlowly(.power, target, first, second)
        case .negate: target.pointee = try Operators.negate(first.pointee)
        case .not: target.pointee = try Operators.not(first.pointee)
        case .equal: target.pointee = try Operators.equal(first.pointee, second.pointee, .equal)
        case .notEqual:
            target.pointee = try Operators.equal(first.pointee, second.pointee, .notEqual)
        case .less: target.pointee = try Operators.ordered(.less, first.pointee, second.pointee)
        case .lessOrEqual:
            target.pointee = try Operators.ordered(.lessOrEqual, first.pointee, second.pointee)
        case .greater:
            target.pointee = try Operators.ordered(.greater, first.pointee, second.pointee)
        case .greaterOrEqual:
            target.pointee = try Operators.ordered(.greaterOrEqual, first.pointee, second.pointee)
        case .contains:
            target.pointee = try Operators.contained(first.pointee, second.pointee, .contained)
        case .containsNot:
            target.pointee = try Operators.contained(first.pointee, second.pointee, .notContained)
        case .decideAnd, .decideOr, .decideCoalesce:
            return try Operators.isDecided(code, target.pointee) ? next + word.signedWide : next
        case .combineAnd:
            target.pointee = try Operators.combine(.and, first.pointee, second.pointee)
        case .combineOr: target.pointee = try Operators.combine(.or, first.pointee, second.pointee)
        case .combineCoalesce:
            target.pointee = try Operators.coalesce(first.pointee, second.pointee)
        case .newList, .extendList:
            try makeList(target, first, word.c, extends: code == .extendList)
        case .newDictionary, .extendDictionary:
            try makeDictionary(target, first, word.c, extends: code == .extendDictionary)
        case .closedRange, .halfOpenRange:
            target.pointee = try Operators.range(
                first.pointee, second.pointee, isClosed: code == .closedRange)
        case .concatenate: try concatenate(target, first, word.c)
        case .fits: target.pointee = try Operators.fits(first.pointee, pattern: second.pointee)
        case .matchFailed:
            throw Failure(
                "E312", "no arm of the match fits \(target.pointee.excerpt)",
                hint: "add an arm else => …")
        case .destructure: try destructure(first.pointee, into: target, count: word.c)
        case .column: target.pointee = try column(constants[word.wide])
        default: return try executeNaming(code, word, frame, base, next, constants)
        }
        return next
    }

    /// Instructions about names: slots, functions, modules, parameters.
    private func executeNaming(
        _ code: Opcode, _ word: UInt32, _ frame: UnsafeMutablePointer<Frame>,
        _ base: UnsafeMutablePointer<Value>, _ next: UnsafeMutablePointer<UInt32>,
        _ constants: UnsafeMutablePointer<Value>
    ) throws -> UnsafeMutablePointer<UInt32> {
        let target = base + word.a
        let environment = frame.pointee.environment.takeUnretainedValue()
        switch code {
        case .loadSlot: target.pointee = try loadSlot(word.wide, of: environment)
        case .storeSlot: environment.slots[word.wide] = target.pointee
        case .functionValue: target.pointee = function(word.wide, of: environment)
        case .loadSelf: target.pointee = running(frame)
        case .export: exports[word.wide] = target.pointee
        case .useModule: try runModule(environment.unit.modules[word.wide])
        case .loadModule:
            let values = try runModule(environment.unit.modules[word.wide])
            target.pointee = values[Int(next.pointee)]
            return next + 1
        case .usePython: target.pointee = try python(constants[word.wide])
        case .parameter:
            guard let value = parameterValues[constants[word.wide].asString ?? ""] else {
                return next
            }
            target.pointee = value
            return next + 1
        case .missingParameter:
            throw Failure(
                "E322", "the parameter \"\(constants[word.wide].display)\" has no value",
                hint: "give it with -p \(constants[word.wide].display)=…, or a default where it is declared")
        default: return try executeChecks(code, word, base, next, environment.unit, constants)
        }
        return next
    }

    /// Instructions that look at kinds, paths and expectations.
    private func executeChecks(
        _ code: Opcode, _ word: UInt32, _ base: UnsafeMutablePointer<Value>,
        _ next: UnsafeMutablePointer<UInt32>, _ unit: CodeUnit,
        _ constants: UnsafeMutablePointer<Value>
    ) throws -> UnsafeMutablePointer<UInt32> {
        let (target, first) = (base + word.a, base + word.b)
        let extra = Int(next.pointee)
        switch code {
        case .field:
            let value = try Operators.field(constants[extra], of: first.pointee)
            if first.pointee.asHost is ErrorObject, constants[extra].asString == "line" { passingFacts.note(.lines) }
            target.pointee = value
        case .isKind: target.pointee = .bool(unit.kinds[extra].accepts(first.pointee))
        case .checkKind:
            try checkKind(target, unit.kinds[extra >> 16], subject: constants[extra & 0xFFFF])
        case .expect: try recordExpectation(word, base, message: extra)
        case .setPath:
            let slot = try slot(at: first, count: word.c, in: target, creating: true)
            try assign(slot, first[word.c])
        case .pathMethod: try callPathMethod(word, base, extra)
        case .callMember:
            let site = unit.callSites[extra]
            try callMember(target, word.b, site)
        default: break
        }
        return next + 1
    }
}

// MARK: - Names

extension Interpreter {
    private func loadSlot(_ slot: Int, of environment: EnvironmentObject) throws -> Value {
        let value = environment.slots[slot]
        guard case .absent = value else { return value }
        throw Failure(
            "E317", "the name is used before it has a value",
            hint: "its let stands below the call, or the cell that gives it hasn't run")
    }

    private func function(_ index: Int, of environment: EnvironmentObject) -> Value {
        .function(
            FunctionObject.make(
                environment.unit.functions[index].header, Unmanaged.passUnretained(environment),
                captureCount: 0
            ) { _ in 0 })
    }

    /// Puts a new closure of function `index` into a register; `words` are the number of captured
    /// values and where each is.
    @inline(never)
    func makeClosure(
        _ target: UnsafeMutablePointer<Value>, _ index: Int,
        captures words: UnsafeMutablePointer<UInt32>
    ) throws {
        let frame = current
        let count = Int(words.pointee)
        let header = frame.pointee.header.function(index)
        let function = FunctionObject.make(
            header, frame.pointee.environment, captureCount: count
        ) { captures in
            var deepest = 0
            for position in 0..<count {
                let value = captured(words[position + 1], frame)
                deepest = max(deepest, value.nesting)
                (captures + position).initialize(to: value)
            }
            return deepest
        }
        target.pointee = .function(function)
        try checkNesting(function.nesting)
    }

    /// The value that a word of a `closure` instruction names.
    @inline(__always)
    private func captured(_ word: UInt32, _ frame: UnsafeMutablePointer<Frame>) -> Value {
        if word & 1 << 17 != 0 { return running(frame) }
        if word & 1 << 16 != 0 { return frame.pointee.captures[Int(word & 0xFFFF)] }
        return frame.pointee.base[Int(word)]
    }

    private func running(_ frame: UnsafeMutablePointer<Frame>) -> Value {
        if let function = frame.pointee.function {
            return .function(function.takeUnretainedValue())
        }
        return .null
    }

    @discardableResult
    private func runModule(_ module: Module) throws -> [Value] {
        if let known = module.evaluation {
            if let effects = known.effects { (state as? any EffectRecording)?.repeatEffects(effects) }
            passingFacts.note(known.facts)
            return known.values
        }
        let before = passingFacts.take()
        let evaluation = try evaluated(module)
        passingFacts.note(before.union(evaluation.facts))
        module.set(evaluation)
        return evaluation.values
    }

    private func evaluated(_ module: Module) throws -> Module.Evaluation {
        guard let recorder = state as? any EffectRecording else {
            return Module.Evaluation(values: try valuesGiven(by: module), effects: nil, facts: passingFacts.take())
        }
        let (values, effects) = try recorder.recording { try valuesGiven(by: module) }
        return Module.Evaluation(values: values, effects: effects, facts: passingFacts.take())
    }

    private func valuesGiven(by module: Module) throws -> [Value] {
        let outcome = run(module.cell, inputs: [:])
        if let reason = outcome.interruption { throw Interruption(reason) }
        if let error = outcome.error { throw error }
        return module.cell.writes.map { export in
            outcome.exports.first { $0.name == export.name }?.value ?? .null
        }
    }

    private func python(_ path: Value) throws -> Value {
        guard let load = registry.loadPython else {
            throw Failure("E220", "Python modules can't be used here")
        }
        return try load(path.asString ?? "", self)
    }

    private func column(_ name: Value) throws -> Value {
        guard let make = registry.makeColumn, let text = name.asString else {
            throw Failure("E213", "there are no columns here")
        }
        return make(text)
    }

    func checkNesting(_ depth: Int) throws {
        if depth > maximalNesting {
            throw Failure(
                "E314",
                "lists, dictionaries or closures are nested more than \(maximalNesting) deep")
        }
    }
}

// MARK: - Kinds and expectations

extension Interpreter {
    private func checkKind(
        _ target: UnsafeMutablePointer<Value>, _ kind: ParameterKind, subject: Value
    ) throws {
        if kind.accepts(target.pointee) { return }
        if let widened = kind.widened(target.pointee) {
            target.pointee = widened
            return
        }
        if let fitting = try coerce(target.pointee, to: kind) {
            target.pointee = fitting
            return
        }
        throw Failure("E316", KindMessage.text(subject.display, target.pointee, kind))
    }

    private func recordExpectation(
        _ word: UInt32, _ base: UnsafeMutablePointer<Value>, message: Int
    ) throws {
        let passed: Bool
        switch base[word.a] {
        case .bool(let flag): passed = flag
        default:
            throw Failure("E307", "\"expect\" takes a Bool, not \(base[word.a].kindPhrase)")
        }
        expectations.append(
            ExpectationOutcome(
                passed: passed, span: current.pointee.place,
                message: message == 255 ? nil : base[message].display,
                left: word.b == 255 ? nil : base[word.b], right: word.c == 255 ? nil : base[word.c])
        )
    }
}

extension Value {
    /// The literal, cut to a length fit for a message.
    var excerpt: String {
        let text = literal
        guard text.unicodeScalars.count > 60 else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))) + "…"
    }
}
