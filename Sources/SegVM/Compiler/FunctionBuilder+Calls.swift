import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    func compile(_ call: Call, into target: Int?, at span: Span) -> Int {
        compile(WrittenCall(call, at: call.ownSpan(within: span)), of: call, into: target)
    }

    func compile(_ written: WrittenCall, of call: Call, into target: Int?) -> Int {
        switch call.callee {
        case .expression(let callee):
            return compileValueCall(written, into: target) { self.compile(callee, into: $0) }
        case .path(let names):
            if let space = names.first, let member = names.dropFirst().first {
                return compileNamespaceCall(space, member, written, into: target)
            }
            guard let name = names.first else {
                return place(.null, into: target, at: written.span)
            }
            return compile(written, named: name, into: target)
        }
    }

    private func compile(_ call: WrittenCall, named name: Name, into target: Int?) -> Int {
        if call.style == .method, let space = call.receiverName,
            case .namespace = resolve(space.text)
        {
            return compileNamespaceCall(space, name, call.withoutReceiver, into: target)
        }
        if call.style == .method, let method = PathMethod(rawValue: name.text) {
            return compile(method, call, into: target)
        }
        if let version = call.version {
            guard let native = native(name, version: version) else { return destination(target) }
            return compileNativeCall(native, call, into: target)
        }
        switch resolve(name.text) {
        case .function(let function): return compileDirectCall(function, call, into: target)
        case .native(let native): return compileNativeCall(native, call, into: target)
        case .unknown: return compileUnknownCall(name, call, into: target)
        case let resolution:
            // A namespace is never called: `std(.x)` is the builtin beside the namespace `std`.
            if case .namespace = resolution, let native = unit.registry[name.text] {
                return compileNativeCall(native, call, into: target)
            }
            reportArguments(of: call, name: name, resolution)
            var local: Int?
            if case .register(let register, isVariable: false) = resolution { local = register }
            return compileValueCall(call, name: name.text, local: local, into: target) { register in
                _ = self.compile(name, into: register)
            }
        }
    }

    /// A name that is neither bound nor builtin: a method of an object from Python, or a mistake.
    private func compileUnknownCall(_ name: Name, _ call: WrittenCall, into target: Int?) -> Int {
        guard call.style == .method, let receiver = call.arguments.first?.expression, mayBePython(receiver) else {
            reportUnknown(name, isCalled: true, isOfColumn: call.arguments.first?.expression?.isPlainColumn ?? false)
            compileArguments(call, first: allocate(count: max(1, call.arguments.count)))
            return destination(target)
        }
        return compileMemberCall(name.text, call, into: target)
    }

    /// A call of a method that the object itself has.
    func compileMemberCall(_ name: String, _ call: WrittenCall, into target: Int?) -> Int {
        let first = compileWindow(call, for: target)
        let site = CallSite(
            name: name, isMethod: true, shape: call.shape, argumentPlaces: call.places,
            native: nil)
        emit(.callMember, first, call.arguments.count, at: call.span)
        emit(UInt32(unit.addCallSite(site)), at: call.span)
        return finishCall(first, into: target, at: call.span)
    }

    // MARK: Functions of the unit

    private func compileDirectCall(
        _ function: TopFunction, _ call: WrittenCall, into target: Int?
    ) -> Int {
        let plan = ArgumentPlan.plan(
            call.shape, for: function.name, parameters: function.parameters)
        let first = window(count: function.parameters.count, for: target)
        switch plan {
        case .direct: compileArguments(call, first: first)
        case .sources(let sources, _): compileArguments(call, sources: sources, first: first)
        case .mismatch(let mismatch):
            report(mismatch, in: call)
            compileArguments(call, first: allocate(count: call.arguments.count))
        }
        emit(.callDirect, first, wide: function.index, at: call.span)
        return finishCall(first, into: target, at: call.span)
    }

    /// Arguments in the order written, each to its parameter; absent where there is none.
    private func compileArguments(_ call: WrittenCall, sources: [Int], first: Int) {
        for (argument, written) in call.arguments.enumerated() {
            guard let position = sources.firstIndex(of: argument) else { continue }
            compile(written, into: first + position)
        }
        for (position, source) in sources.enumerated() where source < 0 {
            emit(.loadConstant, first + position, wide: constant(.absent), at: call.span)
        }
    }

    func compile(_ argument: WrittenCall.Argument, into target: Int) {
        switch argument.content {
        case .expression(let expression): compile(expression, into: target)
        case .closure(let closure): _ = compile(closure, into: target)
        }
    }

    private func compileArguments(_ call: WrittenCall, first: Int) {
        for (offset, argument) in call.arguments.enumerated() {
            compile(argument, into: first + offset)
        }
    }

    /// The arguments in neighbouring registers; gives the first.
    private func compileWindow(_ call: WrittenCall, for target: Int?) -> Int {
        let first = window(count: call.arguments.count, for: target)
        compileArguments(call, first: first)
        return first
    }

    /// Neighbouring registers for a call, starting at the target where that is the top temporary.
    private func window(count: Int, for target: Int?) -> Int {
        if let target, target == next - 1, !isLocal[target] { next = target }
        return allocate(count: max(1, count))
    }

    private func finishCall(_ register: Int, into target: Int?, at span: Span) -> Int {
        guard let target, target != register else {
            next = register + 1
            return register
        }
        take(register, to: target, at: span)
        next = register
        return target
    }

    // MARK: Builtins

    func compileNativeCall(_ native: NativeObject, _ call: WrittenCall, into target: Int?) -> Int {
        let site = CallSite(
            name: native.name, isMethod: call.style == .method, shape: call.shape,
            argumentPlaces: call.places, native: native, hiding: hidingNames(in: call))
        unit.noteBuiltin(native, file: writtenPath(in: call, site))
        check(call, against: site)
        if native.takesColumns, let start = call.arguments.dropFirst().first?.span.range.lowerBound {
            unit.noteColumns(in: start..<call.span.range.upperBound)
            let isOpen = native.overloads.contains { $0.openLabels != nil }
            for argument in call.arguments.dropFirst() where isOpen && argument.label != nil {
                argument.expression.map(warnOfDraw)
            }
        }
        let first = window(count: call.arguments.count, for: target)
        for (offset, argument) in call.arguments.enumerated() {
            if let path = unit.modulePath(argument.expression), isPath(offset, site) {
                emit(.loadConstant, first + offset, wide: constant(path), at: argument.span)
            } else {
                compile(argument, into: first + offset)
            }
        }
        emit(.callNative, first, call.arguments.count, at: call.span)
        emit(UInt32(unit.addCallSite(site)), at: call.span)
        return finishCall(first, into: target, at: call.span)
    }

    /// The path that a builtin is given, where it is written out and nothing else is read or written.
    private func writtenPath(in call: WrittenCall, _ site: CallSite) -> String? {
        // A script reads and writes what it likes.
        if site.native?.name == "run_python" { return nil }
        for (offset, argument) in call.arguments.enumerated() {
            if case .literal(.string(let path))? = argument.expression?.kind, isPath(offset, site) { return path }
        }
        return nil
    }

    /// Whether a builtin takes an argument as a path.
    private func isPath(_ argument: Int, _ site: CallSite) -> Bool {
        guard let native = site.native else { return false }
        return zip(native.overloads, site.plans).contains { declaration, plan in
            let place: Int?
            switch plan {
            case .direct: place = argument
            case .sources(let sources, _): place = sources.firstIndex(of: argument)
            case .mismatch: place = nil
            }
            return place.map { declaration.parameters.indices.contains($0) && declaration.parameters[$0].kind == .path } ?? false
        }
    }

    /// Names in the arguments, alone or in a list or dictionary, that are bound here and are builtins' too.
    private func hidingNames(in call: WrittenCall) -> [HidingName] {
        call.arguments.enumerated().flatMap { position, argument in
            (argument.expression?.bareNames ?? []).compactMap { name -> HidingName? in
                guard unit.registry[name.text] != nil, let span = bindingSpan(of: name.text) else { return nil }
                return HidingName(argument: position, name: name.text, span: span)
            }
        }
    }

    // MARK: Values

    /// A call of a value: a closure, a function from another cell, the entry of a dictionary.
    ///
    /// A `local` that can't change is called where it stands, which spares counting a reference.
    private func compileValueCall(
        _ call: WrittenCall, name: String? = nil, local: Int? = nil, into target: Int?,
        callee: (Int) -> Void
    ) -> Int {
        let register = window(count: call.arguments.count + 1, for: target)
        let function = local ?? register
        if local == nil { callee(register) }
        compileArguments(call, first: register + 1)
        let native = name.flatMap { unit.registry[$0] }
        if let native { unit.noteBuiltin(native) }
        let site = CallSite(
            name: name, isMethod: call.style == .method, shape: call.shape,
            argumentPlaces: call.places, native: native)
        emit(.call, register, call.arguments.count, function, at: call.span)
        let flag = call.shape.isPlain ? 0 : Instruction.bindingFlag
        emit(UInt32(unit.addCallSite(site)) | flag, at: call.span)
        return finishCall(register, into: target, at: call.span)
    }

    // MARK: Namespaces

    private func compileNamespaceCall(
        _ space: Name, _ member: Name, _ call: WrittenCall, into target: Int?
    ) -> Int {
        guard case .namespace(let namespace) = resolve(space.text) else {
            unit.report(
                "E209", "\"\(space.text)\" is no namespace", at: space.span,
                hint: "bind one with use")
            return destination(target)
        }
        switch namespace {
        case .builtins:
            guard let native = unit.registry[member.text] else {
                reportMissing(member, in: space, names: unit.registry.names)
                return destination(target)
            }
            return compileNativeCall(native, call, into: target)
        case .module(_, let module):
            reportArguments(of: call, to: member.text, module.cell.writes.last { $0.name == member.text }?.parameters)
            return compileValueCall(call, name: nil, into: target) { register in
                _ = self.compileMember(member, of: namespace, space, into: register)
            }
        case .missing:
            compileArguments(call, first: allocate(count: max(1, call.arguments.count)))
            return destination(target)
        case .python(let slot, let outline):
            check(call, of: member, in: space, outline)
            return compilePythonCall(member, slot, call, into: target)
        }
    }

    private func compilePythonCall(
        _ member: Name, _ slot: Int, _ call: WrittenCall, into target: Int?
    ) -> Int {
        let first = window(count: call.arguments.count + 1, for: target)
        emit(.loadSlot, first, wide: slot, at: call.span)
        compileArguments(call, first: first + 1)
        let shape = ArgumentShape(labels: [nil] + call.shape.labels, hasTrailingClosure: false)
        let place = call.place(of: member.span)
        let site = CallSite(
            name: member.text, isMethod: true, shape: shape, argumentPlaces: [place] + call.places,
            native: nil)
        emit(.callMember, first, call.arguments.count + 1, at: call.span)
        emit(UInt32(unit.addCallSite(site)), at: call.span)
        return finishCall(first, into: target, at: call.span)
    }

    /// The value of a namespace's name.
    func compileMember(
        _ member: Name, of namespace: Namespace, _ space: Name, into target: Int?
    ) -> Int {
        let destination = destination(target)
        switch namespace {
        case .builtins:
            if let native = unit.registry[member.text] {
                unit.noteBuiltin(native)
                load(.native(native), into: destination, at: member.span)
            } else {
                reportMissing(member, in: space, names: unit.registry.names)
            }
        case .module(let index, let module):
            if let slot = module.slots[member.text] {
                emit(.loadModule, destination, wide: index, at: member.span)
                emit(UInt32(slot), at: member.span)
            } else {
                reportMissing(member, in: space, names: module.names)
            }
        case .missing: break
        case .python(let slot, let outline):
            if let outline, outline.lacks(member.text) {
                reportMissing(member, in: space, names: Array(outline.names))
            }
            emit(.loadSlot, destination, wide: slot, at: member.span)
            emit(.field, destination, destination, at: member.span)
            emit(UInt32(textConstant(member.text)), at: member.span)
        }
        return destination
    }

    /// What is known before the run of a call into Python.
    private func check(_ call: WrittenCall, of member: Name, in space: Name, _ outline: PythonOutline?) {
        for argument in call.arguments {
            guard let label = argument.label, let value = argument.expression.flatMap(ConstantFolder.value(of:)),
                let problem = PythonOutline.problem(of: value, for: label)
            else { continue }
            unit.report(problem.code, problem.message, at: argument.span, hint: problem.hint)
        }
        for (index, argument) in call.arguments.enumerated() {
            guard let label = argument.label, call.arguments[..<index].contains(where: { $0.label == label }) else { continue }
            unit.report("E203", "\"\(member.text)\" is given \"\(label)\" twice", at: argument.span)
        }
        guard let outline else { return }
        if outline.lacks(member.text) {
            reportMissing(member, in: space, names: Array(outline.names))
        } else if let mismatch = outline.mismatch(call.shape, for: member.text) {
            report(mismatch, in: call)
        }
    }

    private func reportMissing(_ member: Name, in space: Name, names: [String]) {
        unit.report(
            "E202", "\"\(space.text)\" has no \"\(member.text)\"", at: member.span,
            hint: Suggestion.hint(for: member.text, among: names))
    }

    // MARK: Checks

    func report(_ mismatch: ArgumentPlan.Mismatch, in call: WrittenCall) {
        let span = mismatch.argument.map { call.arguments[$0].span } ?? call.span
        unit.report("E203", mismatch.message, at: span, hint: mismatch.hint)
    }

    /// Arguments of a call to a function of a cell above, whose parameters are known.
    private func reportArguments(of call: WrittenCall, name: Name, _ resolution: Resolution) {
        guard case .slot = resolution, local(name.text) == nil, let info = unit.visible[name.text], info.isFunction else { return }
        reportArguments(of: call, to: name.text, info.parameters)
    }

    private func reportArguments(of call: WrittenCall, to name: String, _ parameters: [FunctionParameter]?) {
        guard let parameters else { return }
        if case .mismatch(let mismatch) = ArgumentPlan.plan(call.shape, for: name, parameters: parameters) { report(mismatch, in: call) }
    }
}
