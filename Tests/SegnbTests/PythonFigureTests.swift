import Foundation
import Testing

/// What Python shows beside text: figures and values, in their places.
@Suite struct PythonFigureTests {
    private static func output(_ notebook: String, _ files: [String: String] = [:]) throws -> (text: String, page: String) {
        let project = try CacheTests.Project(files.merging(["nb.segnb": notebook]) { $1 })
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--html", "r.html"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return (outcome.output, try String(contentsOf: project.folder.appendingPathComponent("r.html"), encoding: .utf8))
    }

    /// The lines of a text, with its pictures as a word.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.hasPrefix("[picture") ? "picture" : String($0) }
    }

    /// A figure that a function drew is the cell's that called it; what it shows stands between what it prints, where the call is
    /// in this process.
    @Test(arguments: ["", ", isolate: true"]) func figuresOfCalledFunctionsAreShown(option: String) throws {
        let (text, page) = try Self.output(
            "%% a\nuse python \"draw.py\" as d\nprint(d.draw(1\(option)))\n",
            [
                "draw.py": """
                    import matplotlib.pyplot as plt
                    def draw(x):
                        print("before")
                        plt.plot([x, 2]); plt.show(); plt.close("all")
                        print("between")
                        plt.bar([1], [2])
                        return "after"

                    """
            ])
        let isApart = !option.isEmpty
        #expect(
            Self.lines(text).dropFirst()
                == (isApart ? ["before", "between", "picture", "picture", "after"] : ["before", "picture", "between", "after", "picture"]))
        #expect(page.components(separatedBy: "data:image/png").count == 3)
    }

    @Test func whatIsDisplayedStandsInItsPlace() throws {
        let (text, page) = try Self.output("""
            %% python a
            import pandas as pd, matplotlib.pyplot as plt
            class Own:
                def _repr_html_(self): return "<b>own form</b>"
            print("one")
            display(pd.DataFrame({"x": [1]}))
            print("two")
            figure, axes = plt.subplots(); axes.plot([1, 2])
            display(figure)
            print("three")
            display(Own())

            """)
        #expect(
            Self.lines(text).dropFirst().prefix(8) == ["one", "  x", "Int", "  1", "1 row × 1 column", "two", "picture", "three"],
            "\(text)")
        #expect(page.contains("<b>own form</b>"))
        #expect(page.components(separatedBy: "data:image/png").count == 2)
    }

    // MARK: Awaiting

    @Test(arguments: ["", "(isolate: true)"]) func cellsMayAwait(option: String) throws {
        let (text, _) = try Self.output("""
            %% python a \(option)
            import asyncio
            async def double(x):
                await asyncio.sleep(0.001)
                return x * 2
            lock = asyncio.Lock()
            async with lock:
                print(await double(3))
            print(await asyncio.gather(*[double(i) for i in range(3)]))
            await double(21)
            %% python b \(option)
            import asyncio
            async def plain(): return 5
            asyncio.run(plain())

            """)
        #expect(Self.lines(text).filter { !$0.hasPrefix("──") } == ["6", "[0, 2, 4]", "42", "5"], "\(text)")
    }

    /// What is told of an exception are the user's own lines.
    @Test func framesOfTheLoopAreLeftOut() throws {
        let project = try CacheTests.Project([
            "nb.segnb": "%% python a\nasync def fail():\n    raise ValueError(\"no\")\nawait fail()\n"
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 1 && outcome.errors.contains("in fail") && !outcome.errors.contains("base_events"), "\(outcome.errors)")
    }
}
