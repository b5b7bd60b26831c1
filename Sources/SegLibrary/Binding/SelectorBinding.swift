import SegDiagnostics
import SegFrame
import SegVM

/// The builtins that choose columns.
enum SelectorBinding {
    static let declarations: [NativeDeclaration] = [
        plain("all", .all, "All columns."),
        plain("numeric", .numeric, "Columns of numbers."),
        NativeDeclaration(
            "categorical", group: "selectors", "Columns of categories.",
            parameters: [
                .init(
                    "more_than", .optional(.int), default: .null, labelOnly: true,
                    "Only columns with more distinct values than this.")
            ], result: "Selector"
        ) { call, _ in
            .host(SelectorValue(.categorical(moreThan: call[0].asInt)))
        },
        plain("text", .text, "Columns of free text."),
        plain("time", .time, "Dates and instants."),
        NativeDeclaration(
            "matching", group: "selectors", "Columns in whose name a regular expression is found.",
            parameters: [.init("pattern", .string, "The regular expression.")], result: "Selector",
            examples: ["matching(\"_mm$\")"]
        ) { call, _ in
            .host(SelectorValue(.matching(try call.string(0))))
        },
    ]

    private static func plain(_ name: String, _ selector: Selector, _ summary: String) -> NativeDeclaration {
        NativeDeclaration(name, group: "selectors", summary, result: "Selector") { _, _ in
            .host(SelectorValue(selector))
        }
    }
}
