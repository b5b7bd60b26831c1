import SegCore
import SegDiagnostics
import SegFrame

extension ModuleParameter {
    /// The columns that a step works on: its first parameter, by position or label.
    static func columns(_ summary: String) -> ModuleParameter {
        ModuleParameter("columns", .optional(.columns), default: .null, labelOnly: false, summary)
    }

    /// Rows that a level needs to stand alone.
    static func minFrequency(default value: ModuleArgument) -> ModuleParameter {
        ModuleParameter(
            "min_frequency", .optional(.number(0...Double.greatestFiniteMagnitude)), default: value,
            "what a level needs to stand alone: a share of rows, or from 1 on a number"
        )
    }
}

extension ModuleArguments {
    func minimumFrequency() throws -> MinimumFrequency? {
        try optionalNumber("min_frequency", in: 0...Double.greatestFiniteMagnitude)
            .map(MinimumFrequency.init)
    }
}

/// Words for what a step did to how many columns.
enum Summary {
    /// `3 columns`, `1 column`, `no column selected`.
    static func columns(_ count: Int) -> String {
        switch count {
        case 0: "no column selected"
        case 1: "1 column"
        default: "\(count) columns"
        }
    }

    /// A number for a person: up to four significant digits.
    static func number(_ value: Double) -> String {
        let magnitude = abs(value)
        guard magnitude < 1e6, magnitude >= 1e-3 || magnitude == 0 else { return value.description }
        let scale = magnitude >= 100 ? 10.0 : magnitude >= 1 ? 1_000.0 : 100_000.0
        return StepSource.text((value * scale).rounded() / scale)
    }

    /// `age 28, fare 14.45 and 3 more`.
    static func list(_ items: [String], limit: Int = 4) -> String {
        guard items.count > limit else { return items.joined(separator: ", ") }
        return items.prefix(limit).joined(separator: ", ") + " and \(items.count - limit) more"
    }
}

extension ModuleArguments {
    /// A list of numbers; E503 for anything else.
    func numbers(_ name: String) throws(Failure) -> [Double] {
        var numbers: [Double] = []
        for item in try list(name) {
            switch item {
            case .int(let value): numbers.append(Double(value))
            case .number(let value): numbers.append(value)
            default: throw mismatch(name, "a list of numbers")
            }
        }
        return numbers
    }
}
