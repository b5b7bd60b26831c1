import SegDiagnostics
import SegSyntax
import Testing

@Suite struct NotebookTests {
    private func read(_ text: String) -> Parsed<Notebook> { Notebook.parse(file(text)) }

    @Test func takesANotebookApart() {
        let source = """
            #!/usr/bin/env -S segnb run
            ---
            title: Delays
            ---
            let early = 1
            %% md
            # Text
            %% params
            param n: Int = 3
            %% load (cache: true, timeout: 10m, reads: [a, b], mode: fast)
            let t = load("x")
            %% code test
            1
            %% test gate
            expect true
            """
        let parsed = read(source)
        #expect(parsed.diagnostics.isEmpty)
        let notebook = parsed.tree
        #expect(notebook.shebang?.text == "#!/usr/bin/env -S segnb run")
        #expect(notebook.frontMatter?.text == "title: Delays\n")
        #expect(notebook.frontMatter?.span.text == "title: Delays\n")
        #expect(notebook.cells.map(\.name) == ["cell1", "cell2", "cell3", "load", "test", "gate"])
        #expect(notebook.cells.map(\.kind) == [.code, .md, .params, .code, .code, .test])
        #expect(notebook.cells.map(\.isNamed) == [false, false, false, true, true, true])
        #expect(
            notebook.cells[3].options.map(\.name.text) == ["cache", "timeout", "reads", "mode"])
        #expect(notebook.cells[1].body == "# Text\n")
    }

    @Test func optionValues() {
        let cell = read("%% a (x: -3, y: \"t\", z: nil, w: [], v: 2.5)").tree.cells[0]
        let literals = cell.options.map { option -> Literal? in
            if case .literal(let literal) = option.value { literal } else { nil }
        }
        #expect(literals == [.integer(-3), .string("t"), .null, nil, .float(2.5)])
        #expect(cell.options.map(\.valueSpan.text) == ["-3", "\"t\"", "nil", "[]", "2.5"])
    }

    @Test func placesAreThoseOfTheFile() throws {
        let parsed = read("%% one\nlet x = 1\n%% two\nlet y = )\n")
        let diagnostic = try #require(parsed.diagnostics.first)
        let span = try #require(diagnostic.span)
        #expect(diagnostic.cell == "two")
        #expect(span.file.position(of: span.range.lowerBound).line == 4)
        #expect(parsed.diagnostics.count == 1)
    }

    @Test func escapedMarkersAreText() throws {
        let sql = read("%% sql q\nselect 1\r\n\\%% a\r\n").tree.cells[0]
        #expect(sql.body == "select 1\n%% a\n")
        #expect(read("%% md\na\r\r\n\\%%\rb\r\n").tree.cells[0].body == "a\n%%\rb\n")
        let code = read("%% c\nlet s = \"\"\"\n\\%% a\nb\n\"\"\"\n").tree.cells[0]
        #expect(code.program?.dump() == "(let s \"%% a\\nb\")")
        #expect(read("%% c\nlet s = \"\"\"\n%% a\n\"\"\"\n").hasErrors)
    }

    @Test func byteOrderMarkAndCarriageReturns() {
        let text =
            "\u{FEFF}---\r\nseed: 7\r\n---\r\n%% a\r\nlet x = 1\r\n"
            + "let y = \"\"\"\r\nz\r\n\"\"\"\r\n"
        let parsed = read(text)
        #expect(parsed.diagnostics.isEmpty)
        #expect(parsed.tree.cells.map(\.name) == ["a"])
        #expect(parsed.tree.cells[0].program?.dump() == "(let x 1)\n(let y \"z\")")
        #expect(parsed.tree.frontMatter?.text == "seed: 7\r\n")
    }

    @Test(arguments: [
        ("%% pyton x\n1", "E130", "'pyton' is no kind of cell"),
        ("%% a b c\n1", "E130", "'a' is no kind of cell"),
        ("%% load cache: true\n1", "E130", "'load' is no kind of cell"),
        ("%% load (cache)\n", "E130", "the option 'cache' has no value"),
        ("%% load (a: 1, a: 2)\n", "E130", "the option 'a' is given twice"),
        ("%% load (a: 1\n", "E130", "expected ',' or ')' in the options"),
        ("%% load // note\n", "E130", "unexpected '// note' in the header of a cell"),
        ("%% a\n1\n%% a\n2", "E131", "two cells are called 'a'"),
        (
            "---\ntitle: x\n%% a\n1", "E132",
            "the front matter that starts here has no closing line '---'"
        ),
    ])
    func refusesBadHeaders(_ source: String, _ code: String, _ message: String) {
        let diagnostics = read(source).diagnostics
        #expect(diagnostics.map(\.code) == [code])
        #expect(diagnostics.map(\.message) == [message])
    }

    @Test func formatsCellByCell() throws {
        let source = """
            ---
            seed: 7
            ---
            %%   params
            param n:Int=3


            %% md notes
            Some   text


            %% load(cache:true,reads:[a,b])
            let t=load( "x" )
              |>head(3)
            %% python p
            x  =  1
            %%test gate
            expect t.n<3
            """
        let expected = """
            ---
            seed: 7
            ---
            %% params
            param n: Int = 3

            %% md notes
            Some   text


            %% load (cache: true, reads: [a, b])
            let t = load("x")
                |> head(3)

            %% python p
            x  =  1
            %% test gate
            expect t.n < 3

            """
        #expect(try Formatter.formatNotebook(file(source)) == expected)
        #expect(try Formatter.formatNotebook(file(expected)) == expected)
    }

    @Test func refusesToFormatErrors() {
        #expect(throws: FormatFailure.self) { try Formatter.formatNotebook(file("%% a\nlet = 3")) }
    }
}
