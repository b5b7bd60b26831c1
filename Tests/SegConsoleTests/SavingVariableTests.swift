import SegConsole
import SegNotebook
import Testing

/// Variables go from cell to cell of a saved notebook, each input a cell of its own. One Python serves the process, so the tests run in turn.
@Suite(.serialized) struct SavingVariableTests {
    private let saving: SavingTests

    init() throws { saving = try SavingTests() }

    @Test func aVariableIsHandedOn() throws {
        let text = try saving.same(["var n = 1", "let k = 7", "n += k", "n", "let m = n", "n *= 2; n", "m"])
        #expect(text.contains("%% in1\nvar n = 1\nlet n = n\n\n%% in2\nlet k = 7\n\n%% in3\nvar n = n\nn += k\nlet n = n\n"), "\(text)")
        #expect(text.contains("%% in5\nlet m = n\n\n%% in6\nvar n = n\nn *= 2; let n = n\nn\n"), "\(text)")
    }

    /// Functions are hoisted within a cell: a retyped one holds from where it was typed.
    @Test func retypedFunctionsHoldFromWhereTheyStand() throws {
        try saving.same([
            "func f(x) { x + 1 }", "var a = []", "a.append(f(1))", "func f(x) { x + 100 }", "a.append(f(1))", "a",
            "func g(x) { f(x) }\na.append(g(2))\na", "func f(x) { x }\na.pop()", "a", "g(3)",
        ])
    }

    @Test func pythonAndQueriesStandWhereTheyWereTyped() throws {
        try saving.same(["var k = 0", ":py w = 7", "k += w", "k", ":py w = 8", "k += w", "k", ":py v = k + 1", "v", ":py k = 5", "k"])
    }

    /// What Python changed in place goes on there until the session changes it.
    @Test func pythonKeepsWhatItChangedInPlace() throws {
        try saving.same(["var a = [1]", ":py a.append(2)", ":py len(a)", "a", "a.append(7)", ":py a.append(8)", ":py a", "a"])
    }

    @Test func pythonAndQueriesReadWhatStandsAbove() throws {
        try saving.same([
            "var k = 0", "let x = 1", "k += x", ":py y = x + 1", "k += y", "k", "var t = table(a: [k, 2])", ":sql select sum(a) s from t",
            "t = table(a: [5])", ":sql select sum(a) + $k s from t", "k += _.s[0]", "k",
        ])
    }

    /// Random numbers come from the name of the cell, and so does what is drawn in the background.
    @Test func randomNumbersAreTheSame() throws {
        try saving.same([
            "var b = []", "b.append(random())", "b.append(random())", "b", "b.append(random())\nrandom()", "b", ":bg let r = random()",
            ":wait", "r",
        ])
    }

    /// What is shown is shown still, where it changes the variable too.
    @Test func whatIsShownMayChangeTheVariable() throws {
        let text = try saving.same(["var a = [1, 2, 3]", "a.pop()", "_ + a.pop()", "if a.count() > 0 { a.append(9); a[0] } else { 0 }", "a"])
        #expect(text.contains("%% in2\nvar a = a\nlet shown_in2 = a.pop()\nlet a = a\nshown_in2\n"), "\(text)")
    }

    /// By assignment and by methods, in paths, loops, branches and parentheses.
    @Test func allChangesAreSeen() throws {
        try saving.same([
            "var d = [\"k\": [1]]", "var n = 0", "d[\"k\"].append(2)", "d", "(d)[\"m\"] = [3]", "for x in [1, 2] { n += x }",
            "n", "let r = try { n = 10; fail(\"no\") } catch e { n }", "r + n", "if n > 3 { d[\"k\"].insert(0, 0) }", "d", "d |> remove(\"m\")", "d",
            "match n { 10 => n += 1\n else => n = 0 }", "while n < 14 { n += 1 }", "var [p, q] = [1, 2]", "[p, q] == [1, 2]", "q += p; q",
            "d.clear()", "d", "n",
        ])
    }

    /// A name is a `var`, then a `let`, a function, Python's, and a `var` again; closures keep the value of their creation.
    @Test func namesMayBeDeclaredAgain() throws {
        try saving.same([
            "var k = 1", "let plus = { x in x + k }", "k += 1", "plus(1)", "let k = 5", "func g() { k }", "var k = g() + 1", "k += 1", "g() + k",
            "func k() { 9 }", "k()", ":py k = 3", "k", "var k = k", "k += 1", "k",
        ])
    }

    /// A function that is retyped below what is shown leaves it shown.
    @Test func whatIsShownAboveFunctionsDeclaredAgain() throws {
        try saving.same(["var k = 1", "func f(x) { x + 1 }", "func g(x) { f(x) }", "func f(x) { x + 2 }\nk += 1\nk", "g(1) + k"])
    }

    // MARK: Failures

    /// What a failed statement had done to variables is done again.
    @Test func whatFailedMayHaveChangedVariables() throws {
        let text = try saving.same([
            "var k = 0", "for x in [1, 2, 3] { k += x; if x == 2 { fail(\"no\") } }", "k", "func f(x) { [1][x] }", "k += 1\nk += f(0)\nk += f(7)\nlet z = 1",
            "k", "k += 10\nnope", "k",
        ])
        #expect(text.contains("try { for x in"), "\(text)")
    }

    // MARK: Background

    /// A job is given what there was when it began.
    @Test func jobsStandWhereTheyBegan() throws {
        try saving.same(["var k = 1", "let x = 1", ":bg let y = x + k", "k += 1", "let x = 5", ":wait", "y", "k"])
    }

    @Test func jobsChangeVariablesForThemselves() throws {
        try saving.same(["var k = 1", ":bg k += 5; let y = k", ":wait", "y", "k", "k += 1", "k", ":bg var c = 3; c += 1; c", ":wait", "bg2 + c",
            ":bg k += 1; let v = k", "let k = 70", ":wait", "v + k"])
    }
}
