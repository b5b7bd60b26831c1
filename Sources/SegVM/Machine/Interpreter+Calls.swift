import SegDiagnostics

/// Calls that are not a plain jump into known code.
extension Interpreter {
    /// Calls the value in `callee` with the arguments after it. True when a frame was started,
    /// false when the result is there already.
    @inline(never)
    func callSlowly(_ callee: UnsafeMutablePointer<Value>, _ count: Int, _ site: CallSite) throws
        -> Bool
    {
        let window = callee + 1
        if site.isMethod, count > 0, case .host(let object) = window.pointee, object.ownsMethods {
            try callMember(window, count, site)
            callee.pointee = window.pointee
            window.clear()
            return false
        }
        switch callee.pointee {
        case .function(let function):
            try bind(function, window, count, site)
            try push(function, base: window, result: callee)
            return true
        case .native(let native):
            callee.pointee = try invoke(native, window, count, site)
        case .host(let object):
            if let result = try object.call(labelled(window, count, site), context: self) {
                callee.pointee = result
            } else {
                // Only a function hides a function: `train(train, ridge())` where the first argument is a task.
                guard let native = site.native else { throw notCallable(callee.pointee, site) }
                callee.pointee = try invoke(native, window, count, site)
            }
        default:
            guard let native = site.native else { throw notCallable(callee.pointee, site) }
            callee.pointee = try invoke(native, window, count, site)
        }
        for index in 0..<count { (window + index).clear() }
        return false
    }

    private func notCallable(_ value: Value, _ site: CallSite) -> Failure {
        let name = site.name.map { "\"\($0)\"" } ?? "this"
        return Failure("E310", "\(name) is \(value.kindPhrase) and can't be called")
    }

    private func labelled(
        _ window: UnsafeMutablePointer<Value>, _ count: Int, _ site: CallSite
    ) -> [LabelledValue] {
        (0..<count).map { LabelledValue(site.shape.labels[$0], window[$0]) }
    }

    /// `object.name(…)` for an object that owns its methods; the result replaces the object.
    func callMember(_ window: UnsafeMutablePointer<Value>, _ count: Int, _ site: CallSite) throws {
        guard case .host(let object) = window.pointee, object.ownsMethods else {
            let object = window.pointee.kindPhrase
            if let method = site.name.flatMap({ PathMethod(rawValue: $0) }) {
                throw Failure(
                    "E219", "\"\(method.rawValue)\" changes a variable, and this is \(object) that isn't one",
                    hint: "bind it with var, and write \(method.usage)")
            }
            throw Failure(
                "E201",
                "\"\(site.name ?? "")\" isn't known here, and \(object) has no methods of its own",
                hint: Suggestion.hint(for: site.name ?? "", among: registry.names))
        }
        let arguments = (1..<max(1, count)).map { LabelledValue(site.shape.labels[$0], window[$0]) }
        callPlace = current.pointee.place
        let result = try object.callMethod(site.name ?? "", arguments, context: self)
        window.pointee = result
        for index in 1..<max(1, count) { (window + index).clear() }
    }

    // MARK: Functions of the language

    /// Brings the arguments of a call into the order of the parameters.
    private func bind(
        _ function: FunctionObject, _ window: UnsafeMutablePointer<Value>, _ count: Int,
        _ site: CallSite
    ) throws {
        let code = function.code
        let name = code.name ?? site.name ?? "the closure"
        let plan = ArgumentPlan.plan(site.shape, for: name, parameters: code.parameters)
        switch plan {
        case .direct: return
        case .mismatch(let mismatch): throw failure(mismatch, site)
        case .sources(let sources, _):
            try reserve(upTo: window + max(count, sources.count))
            let values = (0..<count).map { window[$0] }
            for (position, source) in sources.enumerated() {
                window[position] = source < 0 ? .absent : values[source]
            }
        }
    }

    /// A mismatch as an error at the argument that is at fault.
    private func failure(_ mismatch: ArgumentPlan.Mismatch, _ site: CallSite) -> Error {
        let failure = Failure("E319", mismatch.message, hint: mismatch.hint)
        return mismatch.argument.map { located(failure, argument: $0, site) } ?? failure
    }

    /// A failure with the place of an argument of the running call.
    private func located(_ failure: Failure, argument: Int, _ site: CallSite) -> Error {
        guard site.argumentPlaces.indices.contains(argument), current >= frames else {
            return failure
        }
        let range = site.argumentPlaces[argument]
        let file = current.pointee.place.file
        let place = Span(file, Int(range.lowerBound)..<Int(range.upperBound))
        let notes = site.hiding.filter { $0.argument == argument }.map {
            Diagnostic.Note("\"\($0.name)\" is bound here, which hides the builtin: std.\($0.name) reaches it", at: $0.span)
        }
        return Diagnostic(
            code: failure.code, failure.message, at: place.narrowed(to: failure.subject), hint: failure.hint, notes: notes)
    }

    // MARK: Builtins

    /// Calls the builtin of a call site; the result replaces the first argument.
    @inline(never)
    func callNative(_ window: UnsafeMutablePointer<Value>, _ count: Int, _ site: CallSite) throws {
        let result: Value
        if let choice = site.choices.choice(window, count), let native = site.native {
            result = try perform(
                native.prepared[choice], window, count, site, plan: site.plans[choice])
        } else if site.isMethod, count > 0, window.pointee.ownsMethods {
            return try callMember(window, count, site)
        } else if let native = site.native {
            result = try invoke(native, window, count, site)
        } else {
            result = .null
        }
        window.pointee = result
        for index in 1..<max(1, count) { (window + index).clear() }
    }

    /// Chooses the overload and calls it.
    func invoke(
        _ native: NativeObject, _ window: UnsafeMutablePointer<Value>, _ count: Int,
        _ site: CallSite
    ) throws -> Value {
        let plans =
            site.native === native
            ? site.plans : native.overloads.map { ArgumentPlan.plan(site.shape, for: $0) }
        guard let choice = try choose(native, plans, window, count) else {
            throw noOverload(native, plans, window, count, site)
        }
        return try perform(native.prepared[choice], window, count, site, plan: plans[choice])
    }

    /// The first overload that takes the first argument, and whose labels fit; failing that, the
    /// first that takes it after a coercion, save that a constant is never made a column so.
    private func choose(
        _ native: NativeObject, _ plans: [ArgumentPlan], _ window: UnsafeMutablePointer<Value>,
        _ count: Int
    ) throws -> Int? {
        var fitting: Int?
        for (index, prepared) in native.prepared.enumerated()
        where prepared.declaration.dispatchesOnAnyArgument && !plans[index].isMismatch {
            if (0..<count).contains(where: { prepared.takesFirst(window[$0]) }) { return index }
        }
        for (index, prepared) in native.prepared.enumerated() where !plans[index].isMismatch {
            guard native.prepared.count > 1, count > 0, let source = plans[index].firstSource,
                !prepared.declaration.parameters.isEmpty
            else {
                fitting = fitting ?? index
                continue
            }
            if prepared.takesFirst(window[source]) { return index }
        }
        if let fitting { return fitting }
        for (index, prepared) in native.prepared.enumerated() {
            guard count > 0, let source = plans[index].firstSource,
                let kind = prepared.declaration.parameters.first?.kind, kind != .column
            else { continue }
            if try coerce(window[source], to: kind) != nil { return index }
        }
        return nil
    }

    private func noOverload(
        _ native: NativeObject, _ plans: [ArgumentPlan], _ window: UnsafeMutablePointer<Value>,
        _ count: Int, _ site: CallSite
    ) -> Error {
        let mismatches = plans.compactMap { plan in
            if case .mismatch(let mismatch) = plan { mismatch } else { nil }
        }
        if mismatches.count == plans.count, let mismatch = mismatches.last {
            return failure(mismatch, site)
        }
        // An overload for this very kind that lacks an argument says more.
        for (prepared, plan) in zip(native.prepared, plans) {
            if case .mismatch(let mismatch) = plan, count > 0, prepared.takesFirst(window.pointee) { return failure(mismatch, site) }
        }
        var kinds: [String] = []
        for overload in native.overloads {
            guard let first = overload.parameters.first?.kind.name, !kinds.contains(first) else {
                continue
            }
            kinds.append(first)
        }
        let subject = count > 0 ? window.pointee.kindPhrase : "no argument"
        let failure = Failure(
            "E305", "\"\(native.name)\" can't take \(subject) first",
            hint: (count > 0 ? remedy(for: window.pointee, of: native) : nil)
                ?? "it takes: " + kinds.joined(separator: ", "))
        return located(failure, argument: 0, site)
    }

    /// What to write instead of a first argument that no overload takes.
    private func remedy(for value: Value, of native: NativeObject) -> String? {
        guard let object = value.asHost else { return nil }
        let takesTask = native.overloads.contains { $0.parameters.first?.kind.hostNames.contains("Task") == true }
        return object.kindName == "Table" && takesTask ? KindMessage.taskRemedy : object.remedy
    }

    /// Calls one overload with arguments laid out as its plan says.
    private func perform(
        _ native: PreparedNative, _ window: UnsafeMutablePointer<Value>, _ count: Int,
        _ site: CallSite, plan: ArgumentPlan
    ) throws -> Value {
        switch plan {
        case .direct: return try call(native, window, count, [], site, plan)
        case .mismatch(let mismatch): throw failure(mismatch, site)
        case .sources(let sources, let labels):
            return try withWindow(sources.count) { inner in
                for (position, source) in sources.enumerated() {
                    inner[position] = source < 0 ? native.defaults[position] : window[source]
                }
                return try call(native, inner, sources.count, labels, site, plan)
            }
        }
    }

    private func call(
        _ native: PreparedNative, _ window: UnsafeMutablePointer<Value>, _ count: Int,
        _ labels: [String], _ site: CallSite, _ plan: ArgumentPlan
    ) throws -> Value {
        try checkKinds(native, window, count, openFrom: count - labels.count, site, plan)
        let depth = nativeDepth
        let place = callPlace
        defer {
            nativeDepth = depth
            callPlace = place
        }
        callPlace = nil
        do {
            let arguments = Arguments(base: window, count: count, openLabels: labels)
            let result = try native.body(arguments, self)
            // Work on tables takes its time, and a loop that does little else looks at the flag too seldom.
            if case .host = result, let reason = interruption.reason { throw Interruption(reason) }
            try checkNesting(result.nesting)
            if case .double(let number) = result, !number.isFinite {
                throw Failure("E303", "\"\(native.declaration.name)\" gives no finite number here")
            }
            return result
        } catch let fault as ArgumentFailure {
            throw located(fault.failure, argument: plan.source(of: fault.position), site)
        }
    }

    // MARK: Kinds

    private func checkKinds(
        _ native: PreparedNative, _ window: UnsafeMutablePointer<Value>, _ count: Int,
        openFrom: Int,
        _ site: CallSite, _ plan: ArgumentPlan
    ) throws {
        for position in 0..<count {
            if position < native.masks.count, position < openFrom,
                native.masks[position] & window[position].kind.bit != 0
            {
                continue
            }
            try checkClosely(native, window + position, position, openFrom, site, plan)
        }
    }

    @inline(never)
    private func checkClosely(
        _ native: PreparedNative, _ argument: UnsafeMutablePointer<Value>, _ position: Int,
        _ openFrom: Int, _ site: CallSite, _ plan: ArgumentPlan
    ) throws {
        if argument.pointee.isAbsent { return }
        let kind = native.kind(at: position, openFrom: openFrom)
        if kind.accepts(argument.pointee) { return }
        if let widened = kind.widened(argument.pointee) {
            argument.pointee = widened
            return
        }
        if let fitting = try coerce(argument.pointee, to: kind) {
            argument.pointee = fitting
            return
        }
        let parameters = native.declaration.parameters
        let name =
            position < parameters.count ? parameters[position].name : parameters.last?.name ?? ""
        let (message, hint) = KindMessage.text(
            for: argument.pointee, parameter: name, of: native.declaration.name, kind: kind)
        let failure = Failure("E305", message, hint: hint)
        throw located(failure, argument: plan.source(of: position), site)
    }

    /// A value as one of a host kind: by the library's coercion, or by calling a constructor that
    /// was given by its bare name. Lists are tried item by item.
    func coerce(_ value: Value, to kind: ParameterKind) throws -> Value? {
        switch kind {
        case .optional(let inner): return try coerce(value, to: inner)
        case .either(let kinds):
            for kind in kinds { if let fitting = try coerce(value, to: kind) { return fitting } }
            return nil
        case .list(let inner):
            guard case .list(let list) = value, !inner.hostNames.isEmpty else { return nil }
            let items = try list.values.map { inner.accepts($0) ? $0 : try coerce($0, to: inner) }
            return items.contains { $0 == nil } ? nil : .list(items.compactMap { $0 })
        case .dictionary(let inner):
            guard case .dictionary(let entries) = value, !inner.hostNames.isEmpty else {
                return nil
            }
            let result = DictionaryObject(capacity: entries.count)
            for (key, item) in entries.pairs {
                guard let fitting = inner.accepts(item) ? item : try coerce(item, to: inner) else {
                    return nil
                }
                result.set(key, to: fitting)
            }
            return .dictionary(result)
        case .host(let name): return try coerce(value, toHost: name)
        default: return nil
        }
    }

    private func coerce(_ value: Value, toHost name: String) throws -> Value? {
        if case .native(let native) = value, native.overloads.contains(where: { $0.result == name })
        {
            let result = try call(value, [])
            if result.kindName == name { return result }
        }
        guard let coercion = registry.coercion(to: name) else { return nil }
        return try coercion(value, self)
    }
}

extension ArgumentPlan {
    /// The argument that goes to the first parameter.
    var firstSource: Int? {
        switch self {
        case .direct: 0
        case .sources(let sources, _): sources.first.flatMap { $0 < 0 ? nil : $0 }
        case .mismatch: nil
        }
    }

    /// The argument that went to a parameter; -1 for a default.
    func source(of position: Int) -> Int {
        if case .sources(let sources, _) = self, sources.indices.contains(position) {
            sources[position]
        } else {
            position
        }
    }
}

extension PreparedNative {
    /// Whether the first parameter takes a value, as it is or widened.
    func takesFirst(_ value: Value) -> Bool {
        guard let mask = masks.first else { return false }
        if mask & value.kind.bit != 0 { return true }
        let kind = declaration.parameters[0].kind
        return kind.accepts(value) || kind.widened(value) != nil
    }
}

extension Value {
    /// Whether the value is an object whose methods are its own attributes.
    @inline(__always)
    var ownsMethods: Bool {
        if case .host(let object) = self { object.ownsMethods } else { false }
    }
}
