import Foundation
import SegConsole
import SegNotebook
import Testing

/// `:undo`, `:edit` and `:sql`.
@Suite(.serialized) struct EditingTests {
    @Test func undoGoesBackInputByInput() {
        let prompt = Transcript()
        let session = prompt.session
        session.submit("let a = 1")
        session.submit("var b = [a]")
        session.submit("b.append(2)")
        session.submit("let a = 5")
        #expect(session["a"]?.asInt == 5)
        #expect(session.perform(":undo").status == .done)
        #expect(session["a"]?.asInt == 1)
        #expect(session["b"]?.asList?.count == 2)
        _ = session.perform(":undo")
        #expect(session["b"]?.asList?.count == 1)
        _ = session.perform(":undo")
        #expect(session["b"] == nil && session.names == ["a"])
        _ = session.perform(":undo")
        #expect(session.names.isEmpty)
        #expect(session.perform(":undo").status == .refused)
        #expect(prompt.said.contains("in4 is undone"))
    }

    @Test func aFailedInputCanBeUndoneToo() {
        let session = Transcript().session
        session.submit("let a = 1")
        session.submit("let b = 2\nfail(\"no\")")
        #expect(session["b"]?.asInt == 2)
        _ = session.perform(":undo")
        #expect(session["b"] == nil && session["a"]?.asInt == 1)
    }

    @Test func anEditorGivesTheNextInput() throws {
        let script = FileManager.default.temporaryDirectory.appendingPathComponent("editor-\(UUID().uuidString).sh")
        try Data("#!/bin/sh\nsed -i 's/1/41 + 1/' \"$1\"\n".utf8).write(to: script)
        chmod(script.path, 0o755)
        defer { try? FileManager.default.removeItem(at: script) }
        setenv("VISUAL", script.path, 1)
        defer { unsetenv("VISUAL") }
        let prompt = Transcript()
        let session = prompt.session
        session.submit("let a = 1")
        #expect(session.perform(":edit").status == .done)
        #expect(session["a"]?.asInt == 42)
        session.submit("func f(x) { x + 1 }")
        _ = session.perform(":edit f")
        session.submit("f(0)")
        #expect(session["_"]?.asInt == 42)
        #expect(session.perform(":edit nothing").status == .refused)
        setenv("VISUAL", "true", 1)
        _ = session.perform(":edit")
        #expect(prompt.said.contains("nothing was changed"))
    }

    @Test func queriesReadTheSessionsTables() {
        let prompt = Transcript()
        let session = prompt.session
        session.submit("let t = sql(\"select 1 as a union all select 2\", tables: [:])")
        session.submit("let least = 2")
        #expect(session.perform(":sql select a * 10 as b from t where a >= $least").status == .done)
        #expect(session["q1"] != nil)
        session.submit("_.b[0]")
        #expect(session["_"]?.asInt == 20)
        _ = prompt.said
        #expect(session.perform(":sql select * from tt").status == .refused)
        #expect(prompt.said.contains("no table \"tt\""))
    }
}
