import SegDiagnostics

/// Printing, showing, failing.
enum OutputBuiltins {
    static let all = [printing, showing, failing]

    private static let printing = NativeDeclaration(
        "print", group: "output",
        "Writes values to the output, separated by spaces; a table, task, study or model that stands alone as a cell shows it.",
        parameters: [NativeParameter("values", .any, default: .string(""), "What to write.")],
        isVariadic: true, result: "Nil", examples: ["print(\"rows:\", 12)"]
    ) { arguments, context in
        if arguments.count == 1, let object = arguments[0].asHost, object.isShownWhole {
            context.display(arguments[0])
            return .null
        }
        context.print(arguments.values.map(\.display).joined(separator: " ") + "\n")
        return .null
    }

    private static let showing = NativeDeclaration(
        "show", group: "output", "Shows a value as a cell shows its last expression.",
        parameters: [NativeParameter("value", .any, "What to show.")], result: "Nil",
        examples: ["show([1, 2])"]
    ) { arguments, context in
        context.display(arguments[0])
        return .null
    }

    private static let failing = NativeDeclaration(
        "fail", group: "output", "Raises an error, which try can catch.",
        parameters: [
            NativeParameter("message", .string, "What is wrong."),
            NativeParameter(
                "hint", .string, default: .null, labelOnly: true, "What to do about it."),
        ], result: "Nil", examples: ["fail(\"no rows left\")"]
    ) { arguments, _ in
        throw Failure("E313", try arguments.string(0), hint: arguments[1].asString)
    }
}
