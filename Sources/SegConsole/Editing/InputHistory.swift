/// Earlier inputs as Up and Down walk through them, and as a search finds them.
public struct InputHistory {
    /// All inputs, the newest last.
    public private(set) var entries: [String] = []
    /// Where the walk is; nil: at what is being typed.
    private var place: Int?
    /// What was being typed when the walk began.
    private var draft = ""

    /// A history without inputs.
    public init() {}

    /// Adds an input, unless it is the last one again.
    public mutating func add(_ input: String) {
        var input = input
        while input.hasSuffix("\n") { input.removeLast() }
        guard !input.isEmpty, input != entries.last else { return }
        entries.append(input)
        if entries.count > HistoryFile.limit { entries.removeFirst() }
    }

    /// Begins a new walk.
    mutating func rest() { place = nil }

    /// The next older (-1) or newer (1) input that begins so; behind the newest what was being typed. nil where there
    /// is none.
    public mutating func step(_ step: Int, from text: String, startingWith start: String = "") -> String? {
        var next = (place ?? entries.count) + step
        while entries.indices.contains(next), !entries[next].hasPrefix(start) { next += step }
        guard next >= 0, next <= entries.count, place != nil || step < 0 else { return nil }
        if place == nil { draft = text }
        place = next == entries.count ? nil : next
        return place.map { entries[$0] } ?? draft
    }

    /// The place of the newest input below a place that has a text.
    public func place(of text: String, below place: Int) -> Int? {
        entries.prefix(max(0, place)).lastIndex { $0.contains(text) }
    }
}
