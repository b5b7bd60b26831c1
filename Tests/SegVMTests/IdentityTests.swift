import SegDiagnostics
import SegSyntax
import SegVM
import Testing

/// Identity of values, functions and cells: what counts, and what does not.
@Suite struct IdentityTests {
    private func makeSession() -> Session {
        Session(Interpreter(registry: .core, output: Transcript()), seed: 1, keepsVariables: false)
    }

    private func compile(_ text: String, _ session: Session) throws -> CompiledCell {
        let parsed = Program.parse(SourceFile(name: "cell", text: text))
        #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics)")
        let compilation = session.compile(parsed.tree, name: "cell")
        return try #require(compilation.cell, "\(compilation.diagnostics)")
    }

    private func value(_ source: String) throws -> Value {
        let session = makeSession()
        return try #require(session.run(try compile(source, session)).result)
    }

    private func identity(_ source: String) throws -> String {
        try #require(try value(source).identity)
    }

    private func cell(_ source: String) throws -> String {
        try #require(try compile(source, makeSession()).identity)
    }

    @Test(arguments: [
        ("1", "1.0"), ("1", "true"), ("0.0", "-0.0"), ("\"1\"", "1"), ("[1, 2]", "[2, 1]"), ("[1]", "[[1]]"),
        ("[\"a\": 1, \"b\": 2]", "[\"b\": 2, \"a\": 1]"), ("1...3", "1..<3"), ("1s", "1000000000"),
        ("date(\"1970-01-02\")", "1"), ("[]", "[:]"), ("\"ab\" + \"c\"", "[\"ab\", \"c\"]"),
        ("let f = { x in x + 1 }\nf", "let f = { x in x + 2 }\nf"),
        ("let f = { x in x + 1 }\nf", "let f = { x in x - 1 }\nf"), ("sum", "mean"),
    ])
    func valuesThatDifferHaveOtherIdentities(_ first: String, _ second: String) throws {
        #expect(try identity(first) != identity(second))
    }

    @Test(arguments: [
        ("[1, 2]", "[1] + [2]"), ("2", "1 + 1"), ("\"ab\"", "\"a\" + \"b\""),
        ("let f = { x in x + 1 }\nf", "let g = { x in\n    // adds\n    x + 1\n}\ng"),
        ("func f(a) { let b = a * 2\nb + 1 }\nf", "func g(a) {\n  // doubles\n  let other = a * 2\n\n  other + 1 }\ng"),
        ("let n = 3\nfunc f(x) { x + n }\nf", "let unused = 1\nlet m = 2 + 1\nfunc f(x) { x + m }\nf"),
    ])
    func valuesThatAreTheSameHaveOneIdentity(_ first: String, _ second: String) throws {
        #expect(try identity(first) == identity(second))
    }

    @Test func functionsCountTheirCapturesAndWhatTheyCall() throws {
        func made(_ n: Int) -> String { "func add(n) { let f = { x in x + n }\nf }\nadd(\(n))" }
        #expect(try identity(made(1)) == identity(made(1)))
        #expect(try identity(made(1)) != identity(made(2)))
        func calling(_ factor: Int) -> String { "func g(x) { x * \(factor) }\nfunc f(x) { g(x) + 1 }\nf" }
        #expect(try identity(calling(2)) == identity(calling(2)))
        #expect(try identity(calling(2)) != identity(calling(3)))
        let recursive = "func f(n) { if n < 2 { n } else { f(n - 1) + f(n - 2) } }\nf"
        #expect(try identity(recursive) == identity("\n\n" + recursive))
    }

    @Test func equalFunctionsAreEqual() throws {
        #expect(try value("func add(n) { let f = { x in x + n }\nf }\nadd(1) == add(1)").asBool == true)
        #expect(try value("func add(n) { let f = { x in x + n }\nf }\nadd(1) == add(2)").asBool == false)
        #expect(try value("let f = { x in x * 2 }\nlet g = { y in y * 2 }\nf == f and f != sum").asBool == true)
    }

    @Test func cellsCountCodeOnly() throws {
        let plain = "let a = 1\nfunc f(x) { x + a }\nprint(f(2))"
        #expect(try cell(plain) == cell("// why\nlet a = 1   // one\n\nfunc f(x) {\n  x + a\n}\nprint(f(2))"))
        for other in [
            "let a = 2\nfunc f(x) { x + a }\nprint(f(2))", "let a = 1\nfunc f(x) { x - a }\nprint(f(2))",
            "let b = 1\nfunc f(x) { x + b }\nprint(f(2))", "let a = 1\nfunc f(x) { x + a }\nf(2)",
            "let a = 1\nfunc f(x) { x + a }\nprint(f(3))", "let a = 1.0\nfunc f(x) { x + a }\nprint(f(2))",
        ] {
            #expect(try cell(plain) != cell(other), "\(other)")
        }
    }

    @Test func callsCountLabelsAndKinds() throws {
        let closure = "let f = { a, b in a - b }\n"
        #expect(try cell(closure + "f(a: 1, b: 2)") != cell(closure + "f(b: 1, a: 2)"))
        let source = "let x: Int = 1\nmatch x { is Int => 1; _ => 2 }"
        #expect(try cell(source) != cell(source.replacing("is Int", with: "is Float")))
        #expect(try cell(source) != cell(source.replacing("x: Int", with: "x: Float")))
    }
}
