import SegConsole
import SegNotebook
import Testing

/// Inputs, their values, and what lives on between them.
struct InputTests {
    private let prompt = Transcript()

    @Test func valuesAreShownAndDeclarationsAreNot() {
        #expect(prompt.show("1 + 1") == "2\n")
        #expect(prompt.show("let a = 3") == "")
        #expect(prompt.show("\"é \\(a)\"") == "\"é 3\"\n")
        #expect(prompt.session.names == ["a"])
    }

    @Test func theLastValueIsUnderscore() {
        _ = prompt.show("[3, 1, 2]")
        #expect(prompt.show("_[0]") == "3\n")
        _ = prompt.show("[3, 1, 2]")
        #expect(prompt.show("|> sort()") == "[1, 2, 3]\n")
    }

    @Test func aPipeAfterADeclarationNamesBothWays() {
        _ = prompt.show("[3, 1, 2]")
        _ = prompt.show("let a = 1")
        #expect(prompt.session.submit("|> sort()") == .refused)
        let said = prompt.said
        #expect(said.contains("x |> …") && said.contains("_ |> …"))
        #expect(prompt.show("_ |> sort()") == "[1, 2, 3]\n")
    }

    @Test func variablesLiveOn() {
        _ = prompt.show("var n = 1")
        _ = prompt.show("n += 4")
        #expect(prompt.show("n") == "5\n")
    }

    @Test func errorsNameTheInput() {
        #expect(prompt.session.submit("let a = 1") == .done)
        #expect(prompt.session.submit("a + nope") == .refused)
        #expect(prompt.said.contains("in2:1:5: error"))
        #expect(prompt.session.submit("[1][7]") == .failed)
        #expect(prompt.said.contains("in2:1:"))
        #expect(prompt.session.submit("expect 1 == 2") == .expectationFailed)
        #expect(prompt.show("a") == "1\n")
    }

    @Test func retypedFunctionsReachTheirCallers() {
        _ = prompt.show("func f(x) { x + 1 }")
        _ = prompt.show("func g(x) { f(x) * 10 }")
        _ = prompt.show("func h(x) { g(x) + 1 }")
        _ = prompt.show("func f(x) { x + 2 }")
        #expect(prompt.said.contains("declared again with the new f: g, h"))
        #expect(prompt.show("h(1)") == "31\n")
    }

    @Test func anInputThatRetypesAFunctionCallsItThroughItsCallers() {
        _ = prompt.show("func f(x) { x + 1 }")
        _ = prompt.show("func g(x) { f(x) * 10 }\nfunc h(x) { g(x) + 1 }")
        #expect(prompt.show("func f(x) { x + 2 }\ng(1)") == "30\n")
        #expect(prompt.said.contains("declared again with the new f: g, h"))
        #expect(prompt.show("h(1)") == "31\n")
        #expect(prompt.show("func f(x) { x + 3 }\nh(1)") == "41\n")
        #expect(prompt.show("func f(x) { x + 4 }") == "")
        #expect(prompt.show("h(1)") == "51\n")
        // One that its callers don't fit is refused where they are called.
        _ = prompt.said
        #expect(prompt.show("func f(x, y) { x }\ng(1)") == "")
        #expect(prompt.said.contains("declared again:1:13: error[E203]: \"f\" needs an argument for \"y\""))
        #expect(prompt.show("h(1)") == "51\n")
    }

    @Test func printedTextComesInWholeLines() {
        #expect(prompt.show("print(\"a\")\nprint(\"b\")\n1") == "a\nb\n1\n")
    }
}

/// Many inputs at once, as from a pipe.
struct PipeTests {
    private let prompt = Transcript()

    @Test func everyValueIsShown() {
        #expect(prompt.session.submitAll("1 + 1\nlet a = 2\na * 3\n") == .done)
        #expect(prompt.shown == "2\n6\n")
    }

    @Test func linesMayGoOnFromTheLineAbove() {
        #expect(prompt.session.submitAll("let a = [3, 1, 2]\n  |> sort()\na\n") == .done)
        #expect(prompt.shown == "[1, 2, 3]\n")
    }

    @Test func functionsBetweenValuesSeeEachOther() {
        let text = """
            func even(n) { if n == 0 { true } else { odd(n - 1) } }
            func odd(n) { if n == 0 { false } else { even(n - 1) } }
            even(10)
            """
        #expect(prompt.session.submitAll(text) == .done)
        #expect(prompt.shown == "true\n")
    }

    @Test func aFailureEndsIt() {
        #expect(prompt.session.submitAll("1\n[1][3]\n2\n") == .failed)
        #expect(prompt.shown == "1\n")
        #expect(prompt.said.contains("<stdin>:2:"))
    }

    @Test func aSyntaxErrorRunsNothing() {
        #expect(prompt.session.submitAll("1\nlet = 3\n") == .refused)
        #expect(prompt.shown == "")
    }

    @Test func commandsStandOnLinesOfTheirOwn() {
        #expect(prompt.session.submitAll("let a = [\n1,\n2]\n?a\n:vars\na\n") == .done)
        let shown = prompt.shown
        #expect(
            shown.contains("kind  List") && shown.contains("name") && shown.hasSuffix("[1, 2]\n"))
    }

    @Test func anEmptyPipeIsFine() { #expect(prompt.session.submitAll("") == .done) }
}
