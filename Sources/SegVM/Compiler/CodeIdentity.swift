import SegIdentity

/// Where the numbers in a function's code point to.
struct CodeScope {
    let unit: CodeUnit
    /// The values of names outside the function; nil for a cell that was not run, whose names count.
    let environment: EnvironmentObject?
}

extension CompiledCell {
    /// A digest of what the cell's own code does: comments, layout and the names of locals don't count, nor do
    /// the modules that it uses.
    /// nil where a constant has no identity.
    public var identity: String? {
        var identity = ContentIdentity(readsModules: false)
        identity.add(self)
        return identity.finished()
    }

    /// The modules that the cell uses, itself or by way of others, by their paths in order, each with the digest of its own code.
    public var modules: [(path: String, identity: String?)] {
        var found: [String: CompiledCell] = [:]
        var open = unit.modules
        while let module = open.popLast() {
            if found.updateValue(module.cell, forKey: module.path) == nil { open += module.cell.unit.modules }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.identity) }
    }

}

extension ContentIdentity {
    mutating func add(_ cell: CompiledCell) {
        hash.add(cell.slotCount)
        for (name, slot) in zip(cell.reads, cell.importSlots) {
            hash.add(name)
            hash.add(slot)
        }
        for export in cell.writes { hash.add(export.name) }
        for parameter in cell.parameters {
            hash.add(parameter.name)
            hash.add(parameter.kind.name)
            add(parameter.defaultValue ?? .absent)
        }
        hash.add(cell.showsResult ? 1 : 0)
        let scope = CodeScope(unit: cell.unit, environment: nil)
        if let main = cell.unit.functions.first { add(main, scope) }
    }

    /// The code of a function and of all that it calls by number.
    mutating func add(_ function: FunctionCode, _ scope: CodeScope) {
        guard isKnown else { return }
        if let number = met[ObjectIdentifier(function)] {
            hash.add("met")
            hash.add(number)
            return
        }
        met[ObjectIdentifier(function)] = met.count
        hash.add(function.parameters.count)
        for parameter in function.parameters {
            hash.add(parameter.name)
            hash.add(parameter.hasDefault ? 1 : 0)
        }
        for handler in function.handlers {
            hash.add(numbers: [
                handler.covered.lowerBound, handler.covered.upperBound, handler.target, handler.register,
            ])
        }
        for constant in function.constants { add(constant) }
        addInstructions(function, scope)
    }

    private mutating func addInstructions(_ function: FunctionCode, _ scope: CodeScope) {
        for instruction in function.instructions where isKnown {
            add(instruction.code, instruction.word, instruction.extras, scope)
        }
    }

    /// One instruction; numbers of the unit's tables are replaced by what they stand for.
    private mutating func add(
        _ code: Opcode, _ word: UInt32, _ extras: ArraySlice<UInt32>, _ scope: CodeScope
    ) {
        hash.add(Int(code.rawValue))
        let extra = extras.first ?? 0
        switch code {
        case .callDirect, .functionValue, .closure:
            hash.add(word.a)
            hash.add(numbers: Array(extras))
            if scope.unit.functions.indices.contains(word.wide) { add(scope.unit.functions[word.wide], scope) }
        case .call, .callNative, .callMember:
            hash.add(Int(word))
            hash.add(extra & Instruction.bindingFlag == 0 ? 0 : 1)
            add(site: Int(extra & ~Instruction.bindingFlag), scope)
        case .loadSlot:
            hash.add(word.a)
            add(slot: word.wide, scope)
        case .isKind:
            hash.add(Int(word))
            add(kind: Int(extra), scope)
        case .checkKind:
            hash.add(Int(word))
            add(kind: Int(extra >> 16), scope)
        case .useModule, .loadModule:
            hash.add(word.a)
            hash.add(numbers: Array(extras))
            add(module: word.wide, scope)
        default:
            hash.add(Int(word))
            hash.add(numbers: Array(extras))
        }
    }

    /// A name from outside: its value where it is known, else its number.
    private mutating func add(slot: Int, _ scope: CodeScope) {
        guard let environment = scope.environment, slot < environment.slotCount else {
            hash.add(slot)
            return
        }
        add(environment.slots[slot])
    }

    private mutating func add(site number: Int, _ scope: CodeScope) {
        guard scope.unit.callSites.indices.contains(number) else { return }
        let site = scope.unit.callSites[number]
        hash.add(site.native?.name ?? (site.isMethod ? site.name ?? "" : ""))
        hash.add(site.isMethod ? 1 : 0)
        hash.add(site.shape.hasTrailingClosure ? 1 : 0)
        hash.add(site.shape.labels.count)
        for label in site.shape.labels { hash.add(label ?? "") }
    }

    private mutating func add(kind number: Int, _ scope: CodeScope) {
        guard scope.unit.kinds.indices.contains(number) else { return }
        hash.add(scope.unit.kinds[number].name)
    }

    private mutating func add(module number: Int, _ scope: CodeScope) {
        guard readsModules, scope.unit.modules.indices.contains(number) else { return }
        add(scope.unit.modules[number].cell)
    }
}

extension FunctionCode {
    /// The instructions in order, with the words that follow them.
    var instructions: [(code: Opcode, word: UInt32, extras: ArraySlice<UInt32>)] {
        let words = words
        var result: [(code: Opcode, word: UInt32, extras: ArraySlice<UInt32>)] = []
        var position = 0
        while position < words.count {
            let word = words[position]
            guard let code = Opcode(rawValue: UInt8(truncatingIfNeeded: word)) else { break }
            position += 1
            var extras: ArraySlice<UInt32> = []
            if code.hasExtraWord, position < words.count {
                let count = code == .closure ? 1 + Int(words[position]) : 1
                extras = words[position..<min(words.count, position + count)]
                position += extras.count
            }
            result.append((code, word, extras))
        }
        return result
    }

    var opcodes: [Opcode] { instructions.map(\.code) }
}
