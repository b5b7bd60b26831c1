import Foundation
import SegDiagnostics
import SegPython
import Testing

extension BridgeTests {
    /// Which files a module is made of.
    @Suite struct SourceFiles {
        /// The files of the bridge share one namespace, where a second thing of one name would take the place of the first.
        @Test func noNameOfTheBridgeIsTakenTwice() throws {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("Sources/SegPython/Helper").path
            let code = """
                import ast, collections, pathlib
                counts = collections.Counter()
                for path in pathlib.Path("\(folder)").glob("*.py"):
                    for node in ast.parse(path.read_text()).body:
                        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                            counts[node.name] += 1
                        elif isinstance(node, ast.Assign):
                            counts.update(target.id for target in node.targets if isinstance(target, ast.Name))
                [len(counts) > 50] + sorted(name for name, count in counts.items() if count > 1)
                """
            #expect("\(try BridgeTests().evaluate(code))" == "\(PythonValue.list([.bool(true)]))")
        }

        @Test func importsOfTheProjectAreFollowed() throws {
            let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/segnb-sources-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func write(_ name: String, _ text: String) throws {
                let url = URL(fileURLWithPath: "\(folder)/\(name)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            }
            try write("main.py", "import os, numpy\nfrom parts import first\nraise SystemExit('never run')\n")
            try write("parts/__init__.py", "from .second import x\n")
            try write("parts/first.py", "from . import third\ndef f():\n    import main\n")
            try write("parts/second.py", "x = 1\n")
            try write("parts/third.py", "from ..nowhere import y\n")
            try write("unused.py", "")
            let runtime = try PythonRuntime.shared()
            let files = try runtime.sourceFiles(of: "main.py", in: folder)
            let names = ["main.py", "parts/__init__.py", "parts/first.py", "parts/second.py", "parts/third.py"]
            #expect(files.map(\.path) == names.map { "\(folder)/\($0)" })
            #expect(files.allSatisfy { $0.digest.count == 64 })
            // Known under the name as well, and changed by an edit of any of them.
            #expect(try runtime.sourceFiles(of: "parts.first", in: folder).map(\.path).contains("\(folder)/parts/second.py"))
            try write("parts/third.py", "y = 2\n")
            let again = try runtime.sourceFiles(of: "main.py", in: folder)
            #expect(zip(files, again).filter { $0.0 != $0.1 }.map(\.1.path) == ["\(folder)/parts/third.py"])
            #expect(try runtime.sourceFiles(of: "numpy", in: folder) == [])
        }
    }
}
