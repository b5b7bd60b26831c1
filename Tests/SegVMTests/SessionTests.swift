import SegDiagnostics
import SegSyntax
import SegVM
import Testing

@Suite("Cells and sessions")
struct SessionTests {
    private func makeSession(keepsVariables: Bool = false) -> (Session, Transcript) {
        let transcript = Transcript()
        let machine = Interpreter(registry: .core, output: transcript)
        return (Session(machine, seed: 1, keepsVariables: keepsVariables), transcript)
    }

    private func compile(_ text: String, _ session: Session, name: String = "cell") throws
        -> CompiledCell
    {
        let parsed = Program.parse(SourceFile(name: name, text: text))
        let compilation = session.compile(parsed.tree, name: name)
        return try #require(compilation.cell, "\(compilation.diagnostics)")
    }

    @Test("reads and writes are known before the run")
    func readsAndWrites() throws {
        let (session, _) = makeSession()
        let first = try compile("let a = 1\nfunc f(x, y = 2) { x + a }\nvar hidden = 2\n", session)
        #expect(first.writes.map(\.name) == ["a", "f"])
        #expect(first.writes.last?.parameterNames == ["x", "y"])
        _ = session.run(first)
        let second = try compile("let b = f(a)\nnow()", session, name: "second")
        #expect(second.reads == ["f", "a"])
        #expect(second.effect == .clock)
        #expect(second.builtins == ["now"])
        #expect(session.run(second).exports.first?.value.asInt == 2)
        #expect(session["hidden"] == nil)
    }

    @Test("a function keeps the values that it saw")
    func captured() throws {
        let (session, _) = makeSession()
        _ = session.run(try compile("let k = 1\nfunc f() { k }", session))
        _ = session.run(try compile("let k = 2", session, name: "two"))
        #expect(
            session.run(try compile("f() * 10 + k", session, name: "three")).result?.asInt == 12)
    }

    @Test("variables of the prompt live on, also after an error")
    func variables() throws {
        let (session, _) = makeSession(keepsVariables: true)
        _ = session.run(try compile("var n = 1", session, name: "in1"))
        _ = session.run(try compile("n += 1\nlet done = n", session, name: "in2"))
        let failing = session.run(try compile("n = 10\nfail(\"stop\")", session, name: "in3"))
        #expect(failing.error?.code == "E313")
        #expect(session.run(try compile("n + done", session, name: "in4")).result?.asInt == 12)
    }

    @Test("parameters come from the run, else from their defaults")
    func parameters() throws {
        let (session, _) = makeSession()
        let cell = try compile("param rounds: Int = 5\nparam rate: Float\nrounds * rate", session)
        #expect(cell.parameters.map(\.name) == ["rounds", "rate"])
        #expect(cell.parameters.first?.defaultValue?.asInt == 5)
        #expect(session.run(cell).error?.code == "E322")
        #expect(session.run(cell, parameters: ["rate": .int(2)]).result?.asDouble == 10)
        #expect(session.run(cell, parameters: ["rate": .string("x")]).error?.code == "E316")
    }

    @Test("expectations are recorded with both sides and the cell goes on")
    func expectations() throws {
        let (session, transcript) = makeSession()
        let outcome = session.run(
            try compile("expect 1 + 1 == 3, \"sum\"\nprint(\"after\")", session))
        let failed = try #require(outcome.failedExpectations.first)
        #expect(failed.left?.asInt == 2 && failed.right?.asInt == 3 && failed.message == "sum")
        #expect(failed.span.text == "1 + 1 == 3")
        #expect(transcript.lines == ["after"])
        #expect(outcome.error == nil)
    }

    @Test("errors carry the place and the calls that led there")
    func callStack() throws {
        let (session, _) = makeSession()
        _ = session.run(
            try compile("func inner(x) { x[5] }\nfunc outer(x) { inner(x) + 1 }", session))
        let outcome = session.run(try compile("outer([1])", session, name: "second"))
        let error = try #require(outcome.error)
        #expect(error.code == "E304")
        #expect(error.span?.text == "x[5]")
        #expect(error.notes.compactMap { $0.span?.text } == ["inner(x)", "outer([1])"])
    }

    @Test("a run can be told to stop, and try can't catch it")
    func interruption() throws {
        let (session, _) = makeSession()
        session.interpreter.interruption.raise(.interrupt)
        let outcome = session.run(try compile("try { while true { } } catch { 1 }", session))
        #expect(outcome.interruption == .interrupt)
        #expect(outcome.result == nil)
    }

    @Test("random draws depend on the seed and the cell's name")
    func random() throws {
        let text = "[random(), random_int(1, 1000000)]"
        let results = try (0..<2).map { _ in
            let (session, _) = makeSession()
            return session.run(try compile(text, session)).result?.literal
        }
        #expect(results[0] == results[1])
        let (session, _) = makeSession()
        let other = session.run(try compile(text, session, name: "other"))
        #expect(other.result?.literal != results[0])
        #expect(other.randomDraws == 2)
    }

    @Test("several errors are reported at once")
    func severalErrors() {
        let (session, _) = makeSession()
        let parsed = Program.parse(
            SourceFile(name: "x", text: "let a = b\nlet c = prit(a)\nsort([1], bye: 2)"))
        let compilation = session.compile(parsed.tree, name: "x")
        #expect(compilation.diagnostics.map(\.code) == ["E201", "E201", "E203"])
        #expect(compilation.diagnostics[1].hint == "did you mean 'print'?")
    }
}
