/// Where each text of a column begins, and the last one ends: ascending, one more than there are texts.
///
/// Both of Arrow's widths, so that columns from elsewhere are taken over, and handed on, as they lie.
public enum TextOffsets: Sendable {
    case narrow(Buffer<Int32>)
    case wide(Buffer<Int64>)

    /// How many positions there are.
    @inlinable public var count: Int {
        switch self {
        case .narrow(let positions): positions.count
        case .wide(let positions): positions.count
        }
    }

    @inlinable public subscript(index: Int) -> Int {
        switch self {
        case .narrow(let positions): Int(positions[index])
        case .wide(let positions): Int(positions[index])
        }
    }

    /// A part of them, sharing the memory.
    func slice(_ range: Range<Int>) -> TextOffsets {
        switch self {
        case .narrow(let positions): .narrow(positions.slice(range))
        case .wide(let positions): .wide(positions.slice(range))
        }
    }
}
