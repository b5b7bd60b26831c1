import SegDiagnostics

/// What is known of a call before it is made: how its arguments are labelled and, for a builtin,
/// how each overload takes them.
final class CallSite: Sendable {
    /// The name that is called, for messages; nil for a call of an expression.
    let name: String?
    /// Whether it was written `x.f(…)`.
    let isMethod: Bool
    let shape: ArgumentShape
    /// The byte ranges of the arguments.
    let argumentPlaces: [Range<Int32>]
    /// The builtin that is meant, or meant when the name's value is no function.
    let native: NativeObject?
    /// For that builtin, how each overload is filled.
    let plans: [ArgumentPlan]
    /// The overload by the kind of the first argument.
    let choices: OverloadChoices
    /// Values of the program among the arguments that have the name of a builtin, for messages.
    let hiding: [HidingName]

    init(
        name: String?, isMethod: Bool, shape: ArgumentShape, argumentPlaces: [Range<Int32>],
        native: NativeObject?, hiding: [HidingName] = []
    ) {
        self.hiding = hiding
        self.name = name
        self.isMethod = isMethod
        self.shape = shape
        self.argumentPlaces = argumentPlaces
        self.native = native
        plans = native?.overloads.map { ArgumentPlan.plan(shape, for: $0) } ?? []
        choices = OverloadChoices(native, plans, isMethod: isMethod, argumentCount: shape.count)
    }
}

/// For each kind of the first argument the overload that is meant, where the kind alone tells, and
/// no other argument has a say.
struct OverloadChoices {
    /// Four bits for each kind; all set where the value must be looked at.
    private var table = ~0 as UInt64
    /// The kinds that any argument may choose an overload by.
    private var free: UInt32 = 0

    init(
        _ native: NativeObject?, _ plans: [ArgumentPlan], isMethod: Bool, argumentCount: Int
    ) {
        guard let native else { return }
        for (overload, plan) in zip(native.prepared, plans)
        where overload.declaration.dispatchesOnAnyArgument && !plan.isMismatch {
            free |= overload.masks.first ?? 0
            free |= overload.declaration.parameters.first?.kind.reach ?? 0
        }
        for kind in ValueKind.allCases
        where (kind != .host || !isMethod) && kind.bit & free == 0 {
            let choice = Self.choose(native.prepared, plans, kind, argumentCount)
            guard let choice, choice < 15 else { continue }
            let shift = UInt64(kind.rawValue) * 4
            table = table & ~(15 << shift) | UInt64(choice) << shift
        }
    }

    /// The position of the overload for arguments, or nil where they must be looked at.
    @inline(__always)
    func choice(_ arguments: UnsafeMutablePointer<Value>, _ count: Int) -> Int? {
        if free != 0, count > 1 {
            for position in 1..<count where arguments[position].kind.bit & free != 0 { return nil }
        }
        let kind = count > 0 ? arguments.pointee.kind : .null
        let choice = Int(table >> (UInt64(kind.rawValue) * 4) & 15)
        return choice == 15 ? nil : choice
    }

    /// What `Interpreter.choose` finds for every value of the kind, if that is the same for all.
    private static func choose(
        _ overloads: [PreparedNative], _ plans: [ArgumentPlan], _ kind: ValueKind,
        _ argumentCount: Int
    ) -> Int? {
        var fitting: Int?
        for (index, overload) in overloads.enumerated() where !plans[index].isMismatch {
            guard overloads.count > 1, argumentCount > 0, let source = plans[index].firstSource,
                let first = overload.declaration.parameters.first
            else {
                fitting = fitting ?? index
                continue
            }
            if source != 0 { return nil }
            if overload.masks[0] & kind.bit != 0 { return index }
            if first.kind.reach & kind.bit != 0 { return nil }
        }
        return fitting
    }
}

/// How the arguments of a call are written.
struct ArgumentShape: Sendable {
    /// Labels in order; nil for positional arguments, which come first.
    let labels: [String?]
    /// Whether the last argument is a closure after the parentheses.
    let hasTrailingClosure: Bool

    var count: Int { labels.count }

    /// Whether the arguments stand in order of the parameters, if there are as many.
    var isPlain: Bool { !labels.contains { $0 != nil } }

    static func positional(_ count: Int) -> ArgumentShape {
        ArgumentShape(labels: Array(repeating: nil, count: count), hasTrailingClosure: false)
    }
}

/// A name in an argument that means a value of the program, though a builtin has that name too.
struct HidingName: Sendable {
    let argument: Int
    let name: String
    /// Where the name was bound.
    let span: Span
}
