import SegDiagnostics
import SegSyntax
import SegVM
import Testing

/// A column expression as text, enough to see what the machine asks of a host.
final class TextColumn: HostObject, @unchecked Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    override var kindName: String { "Column" }
    override var display: String { text }
    override var isSymbolic: Bool { true }
    override var identity: String? { text }

    override func unaryOperator(_ operation: UnaryOperator) throws -> Value? {
        .host(TextColumn("(\(operation.rawValue) \(text))"))
    }

    override func binaryOperator(_ operation: BinaryOperator, left: Value, right: Value) throws
        -> Value?
    {
        .host(TextColumn("(\(left.display) \(operation.rawValue) \(right.display))"))
    }
}

final class Plain: HostObject, @unchecked Sendable {
    let name: String

    init(_ name: String) { self.name = name }

    override var kindName: String { name }
    override var fieldNames: [String] { ["size"] }
    override func field(_ name: String) throws -> Value? { name == "size" ? .int(3) : nil }
    override var length: Int? { 3 }
    override func element(at position: Int) throws -> Value { .int(position * position) }
    override func index(_ key: Value) throws -> Value? { key.asInt.map { .int($0 + 100) } }
}

@Suite("The seam to the host")
struct HostTests {
    static let registry: Registry = {
        var registry = Registry.core
        registry.makeColumn = { .host(TextColumn("." + $0)) }
        registry.addCoercion(to: "Column") { value, _ in .host(TextColumn(value.literal)) }
        registry.add([
            NativeDeclaration(
                "table", group: "test", "A table.", result: "Table"
            ) { _, _ in .host(Plain("Table")) },
            NativeDeclaration(
                "filter", group: "test", "Rows.",
                parameters: [
                    NativeParameter("table", .host("Table")), NativeParameter("where", .column),
                ],
                result: "Table"
            ) { arguments, _ in .string("rows where \(arguments[1].display)") },
            NativeDeclaration(
                "derive", group: "test", "Columns.",
                parameters: [NativeParameter("table", .host("Table"))],
                openLabels: .any, result: "Table"
            ) { arguments, _ in
                .string(
                    arguments.open.map { "\($0.label)=\($0.value.display)" }.joined(separator: ";"))
            },
            NativeDeclaration("rmse", group: "test", "A metric.", result: "Metric") { _, _ in
                .host(Plain("Metric"))
            },
            NativeDeclaration(
                "score", group: "test", "Scores.",
                parameters: [
                    NativeParameter("metrics", .list(of: .host("Metric"))),
                    NativeParameter(
                        "with", .choice(["mean", "median"]), default: .string("mean"),
                        labelOnly: true),
                    NativeParameter("size", .float, default: .auto),
                ]
            ) { arguments, _ in
                .string(
                    "\(arguments[0].asList?.count ?? 0) \(arguments[1].display) \(arguments[2].isAbsent)"
                )
            },
            NativeDeclaration(
                "max", group: "test", "The greater.",
                parameters: [NativeParameter("values", .column)], isVariadic: true,
                dispatchesOnAnyArgument: true
            ) { arguments, _ in .string("column max of \(arguments.count)") },
            NativeDeclaration(
                "broken", group: "test", "Fails.",
                parameters: [NativeParameter("a"), NativeParameter("b")]
            ) { _, _ in throw ArgumentFailure(1, "E401", "b is wrong") },
        ])
        return registry
    }()

    private func lines(_ text: String) -> [String] {
        let run = LanguageRunner.run(text, registry: Self.registry)
        return run.lines + run.errors.map { "\($0.code) \($0.span?.text ?? "")" }
    }

    @Test("column expressions are built by operators")
    func columns() {
        #expect(
            lines("let k = 3\nprint(.a > k and not (.b == nil))") == [
                "((.a > 3) and (not (.b == nil)))"
            ])
        #expect(
            lines("print(true and .a, .a ?? 0, .a in [1, 2])") == [
                "(true and .a) (.a ?? 0) (.a in [1, 2])"
            ])
        #expect(lines("func f(x) { x * 2 }\nprint(.a.f())") == ["(.a * 2)"])
        #expect(lines("if .a > 1 { 2 }") == ["E320 .a > 1"])
        #expect(lines("let s = \"\\(.a)\"") == ["E320 .a"])
        #expect(lines("let c = .a\nlet s = \"\\(c)\"") == ["E320 \"\\(c)\""])
    }

    @Test("overloads go by the first argument's kind")
    func overloads() {
        #expect(
            lines("print(table().filter(.a), [1, 2].filter { $0 > 1 })") == ["rows where .a [2]"])
        #expect(
            lines("print(max(0, .a), max(.a), max(1, 2))") == ["column max of 2 column max of 1 2"])
        #expect(lines("filter(3, .a)") == ["E204 3"])
        #expect(lines("let t = 3\nfilter(t, .a)") == ["E305 t"])
    }

    @Test("open labels, choices, defaults and bare constructors")
    func arguments() {
        #expect(lines("print(table().derive(x: .a, y: 2))") == ["x=.a;y=2"])
        #expect(lines("print(score([rmse, rmse()], with: \"median\"))") == ["2 median true"])
        #expect(lines("print(score([rmse], size: 1))") == ["1 mean false"])
        #expect(lines("score([rmse], with: \"medium\")") == ["E204 \"medium\""])
        #expect(lines("score([\"rmse\"])") == ["E204 [\"rmse\"]"])
        #expect(lines("broken(1, 2 + 3)") == ["E401 2 + 3"])
    }

    @Test("fields, indices and loops of objects")
    func objects() {
        #expect(
            lines("let t = table()\nprint(t.size, t[5])\nfor x in t { print(x) }") == [
                "3 105", "0", "1", "4",
            ])
        #expect(lines("table().siz") == ["E309 siz"])
        #expect(lines("var t = table()\nt[\"x\"] = 1") == ["E301 t[\"x\"] = 1"])
    }
}
