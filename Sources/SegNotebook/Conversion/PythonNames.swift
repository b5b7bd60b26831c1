import Foundation
import SegDiagnostics
import SegFrame

/// Makes cells of Python that share one namespace into cells that declare what they read and give.
enum PythonNames {
    /// What a cell of Python uses and binds.
    struct Usage: Decodable {
        /// Names that earlier cells bind and this one uses.
        let reads: [String]
        /// Names that it binds and later cells use.
        let writes: [String]
        /// Imports of earlier cells that it needs.
        let imports: [String]
        /// A line that only IPython understands; nil where there is none.
        let magic: String?
    }

    /// Reads the cells with Python's own parser; none is run.
    ///
    /// E640 where there is no Python, E688 for a cell that Python can't parse.
    static func usages(of cells: [String]) throws(Failure) -> [Usage] {
        guard !cells.isEmpty else { return [] }
        guard let python = PythonEnvironment.candidates().lazy.map({ $0.root + "/bin/python3" })
            .first(where: { FileManager.default.isExecutableFile(atPath: $0) }) ?? systemPython
        else {
            throw Failure(
                "E640", "there is no Python to read the notebook's cells with",
                hint: "install python3, or set SEGNB_PYTHON to an environment")
        }
        guard let input = try? JSONEncoder().encode(cells), let output = run(python, input) else {
            throw Failure("E688", "\(python) can't read the notebook's cells")
        }
        if let usages = try? JSONDecoder().decode([Usage].self, from: output) { return usages }
        throw Failure("E688", String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines))
    }

    private static var systemPython: String? {
        ["/usr/local/bin/python3", "/usr/bin/python3"].first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func run(_ python: String, _ input: Data) -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", "-c", script]
        let (incoming, outgoing) = (Pipe(), Pipe())
        process.standardInput = incoming
        process.standardOutput = outgoing
        guard (try? process.run()) != nil else { return nil }
        DispatchQueue.global().async {
            try? incoming.fileHandleForWriting.write(contentsOf: input)
            try? incoming.fileHandleForWriting.close()
        }
        let output = outgoing.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return output
    }

    /// Names are looked at in the order of the cells: what a cell imports is imported again where it is used.
    private static let script = #"""
        import ast, json, re, sys

        # Methods that change their object, and functions that change their first argument.
        CHANGING = set(
            "add append appendleft clear difference_update discard extend extendleft fill fit fit_transform insert "
            "intersection_update partial_fit pop popitem popleft put remove resize reverse rotate set_params setdefault "
            "sort symmetric_difference_update update".split())
        CHANGING_FIRST = set("delattr heapify heappop heappush insort setattr shuffle".split())
        # Cell magics below which there is Python that runs here.
        RUNNING = {"%%capture", "%%prun", "%%time", "%%timeit"}

        class Names(ast.NodeVisitor):
            def __init__(self):
                self.bound, self.used, self.imports, self.changed, self.shared = [], [], {}, [], set()

            def change(self, node):
                while isinstance(node, (ast.Attribute, ast.Subscript)):
                    node = node.value
                if isinstance(node, ast.Name):
                    self.changed.append(node.id)

            def visit_Attribute(self, node):
                if not isinstance(node.ctx, ast.Load):
                    self.change(node)
                self.generic_visit(node)

            visit_Subscript = visit_Attribute

            def visit_Call(self, node):
                name = getattr(node.func, "attr", getattr(node.func, "id", None))
                in_place = any(
                    word.arg == "inplace" and getattr(word.value, "value", True) is not False for word in node.keywords)
                if isinstance(node.func, ast.Attribute) and (in_place or name in CHANGING):
                    self.change(node.func.value)
                if name in CHANGING_FIRST and node.args:
                    self.change(node.args[0])
                self.generic_visit(node)

            def visit_Global(self, node):
                self.shared |= set(node.names)

            def visit_Import(self, node):
                for alias in node.names:
                    name = alias.asname or alias.name.split(".")[0]
                    self.imports[name] = "import " + alias.name + (" as " + alias.asname if alias.asname else "")

            def visit_ImportFrom(self, node):
                for alias in node.names:
                    source = "." * node.level + (node.module or "")
                    text = "from %s import %s" % (source, alias.name)
                    self.imports[alias.asname or alias.name] = text + (" as " + alias.asname if alias.asname else "")

            def visit_Name(self, node):
                if not isinstance(node.ctx, ast.Del):
                    (self.used if isinstance(node.ctx, ast.Load) else self.bound).append(node.id)

            def visit_AugAssign(self, node):
                if isinstance(node.target, ast.Name):
                    self.used.append(node.target.id)
                self.generic_visit(node)

            def scope(self, node, inner):
                names = Names()
                for child in inner:
                    names.visit(child)
                arguments = getattr(node, "args", None)
                local = (set(names.bound) | set(names.imports)) - names.shared
                if isinstance(arguments, ast.arguments):
                    every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
                    local |= {a.arg for a in every + [a for a in (arguments.vararg, arguments.kwarg) if a]}
                    for default in arguments.defaults + [d for d in arguments.kw_defaults if d]:
                        self.visit(default)
                self.used += [name for name in names.used if name not in local]
                self.changed += [name for name in names.changed if name not in local]
                self.bound += [name for name in names.bound if name in names.shared]

            def visit_FunctionDef(self, node):
                self.bound.append(node.name)
                for decorator in node.decorator_list:
                    self.visit(decorator)
                self.scope(node, node.body)

            visit_AsyncFunctionDef = visit_FunctionDef

            def visit_Lambda(self, node):
                self.scope(node, [node.body])

            def visit_ClassDef(self, node):
                self.bound.append(node.name)
                for part in node.bases + node.decorator_list + [k.value for k in node.keywords]:
                    self.visit(part)
                self.scope(node, node.body)

            def comprehension(self, node):
                names = Names()
                names.generic_visit(node)
                self.used += [name for name in names.used if name not in set(names.bound)]
                self.changed += [name for name in names.changed if name not in set(names.bound)]

            visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

        def parsed(text):
            """The tree of a cell without the lines that only IPython understands, and the first of these.

            Such a line is one at which Python's parser stops: within a string or brackets it would not.
            """
            lines, magic, is_foreign = text.split("\n"), None, False
            while True:
                try:
                    return (ast.parse("\n".join(lines)) if not is_foreign else ast.Module([], [])), magic
                except SyntaxError as error:
                    place = (error.lineno or 1) - 1
                    line = lines[place].strip() if place < len(lines) else ""
                    given = re.match(r"(\s*[\w, ]+=\s*)[%!]", lines[place]) if line else None
                    if not line.startswith(("%", "!", "?")) and not line.endswith("?") and not given:
                        if magic is None:
                            raise
                        return ast.Module([], []), magic
                    magic = magic or line
                    is_foreign = is_foreign or line.startswith("%%") and line.split()[0] not in RUNNING
                    indent = lines[place][:len(lines[place]) - len(lines[place].lstrip())]
                    timed = line[len("%time "):] if line.startswith("%time ") else "pass"
                    lines[place] = given.group(1) + "None" if given else indent + timed

        cells, analysed = json.load(sys.stdin), []
        for number, text in enumerate(cells):
            names = Names()
            try:
                tree, magic = parsed(text)
            except SyntaxError as error:
                print("cell %d of Python can't be parsed: %s, line %s" % (number + 1, error.msg, error.lineno))
                sys.exit(0)
            names.visit(tree)
            analysed.append((names, magic))
        known, imports, result = set(), {}, []
        for number, (names, magic) in enumerate(analysed):
            own = set(names.imports)
            reads = [n for n in dict.fromkeys(names.used) if n in known and n not in own]
            needed = [imports[n] for n in dict.fromkeys(names.used) if n in imports and n not in known and n not in own]
            later = {n for other, _ in analysed[number + 1:] for n in other.used}
            given = names.bound + [n for n in names.changed if n in known and n not in own]
            writes = [n for n in dict.fromkeys(given) if n in later]
            known |= set(names.bound)
            known -= own - set(names.bound)
            imports.update(names.imports)
            result.append({"reads": reads, "writes": writes, "imports": list(dict.fromkeys(needed)), "magic": magic})
        print(json.dumps(result))
        """#
}
