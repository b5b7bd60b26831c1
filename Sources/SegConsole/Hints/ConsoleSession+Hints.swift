import SegLibrary

extension ConsoleSession {
    /// The signature of the call that is open at the end of a text, with the parameter at the cursor in square
    /// brackets; nil where there is none.
    public func hint(for before: String) -> String? {
        guard let signature = SignatureHint.of(before, in: completionScope) else { return nil }
        let parameters = signature.parameters.enumerated().map { $0 == signature.current ? "[\($1)]" : $1 }
        return signature.name + "(" + parameters.joined(separator: ", ") + ")" + signature.rest
    }

    /// The same as the line below the input has it, fitted to so many cells.
    public func hintLine(for before: String, width: Int) -> String? {
        SignatureHint.of(before, in: completionScope)?.line(screen.terminal, width: width)
    }

    /// Paths that a text may become, found in so much time.
    public func pathCompletions(for typed: String, seconds: Double) -> Completions {
        PathCompletion.candidates(for: typed, folder: state.folder.withLock { $0 }, patience: seconds)
    }

    /// Reads earlier inputs from a file, and adds to it.
    public func keepHistory(in file: HistoryFile) { history = file }
}
