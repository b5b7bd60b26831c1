/// The pieces of a session in order.
///
/// Each input remembers the pieces before it so that it can be undone: most of them lie in blocks that all these have in common.
struct SavedPieces: RandomAccessCollection, MutableCollection, Equatable {
    private static let blockCount = 64
    /// Full ones.
    private var blocks: [[SavedPiece]] = []
    /// What comes after them, less than a block.
    private var rest: [SavedPiece] = []

    var startIndex: Int { 0 }
    var endIndex: Int { blocks.count * Self.blockCount + rest.count }

    subscript(position: Int) -> SavedPiece {
        get {
            let (block, place) = position.quotientAndRemainder(dividingBy: Self.blockCount)
            return block < blocks.count ? blocks[block][place] : rest[place]
        }
        set {
            let (block, place) = position.quotientAndRemainder(dividingBy: Self.blockCount)
            if block < blocks.count { blocks[block][place] = newValue } else { rest[place] = newValue }
        }
    }

    mutating func append(_ piece: SavedPiece) {
        rest.append(piece)
        guard rest.count == Self.blockCount else { return }
        blocks.append(rest)
        rest = []
    }

    mutating func insert(_ piece: SavedPiece, at place: Int) {
        let later = self[place...].map { $0 }
        for _ in later { _ = popLast() }
        append(piece)
        later.forEach { append($0) }
    }

    mutating func popLast() -> SavedPiece? {
        if rest.isEmpty { rest = blocks.popLast() ?? [] }
        return rest.popLast()
    }
}
