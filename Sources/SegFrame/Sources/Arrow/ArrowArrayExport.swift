import CArrow

extension Table {
    /// Hands out the rows as one Arrow array without copying them (bits that don't start at a byte
    /// excepted): a struct array that goes with `exportArrowSchema`.
    ///
    /// The table's memory lives until `release` is called, which whoever gets the struct does once.
    /// The consumer must not write to it.
    public func exportArrowArray(to target: UnsafeMutablePointer<ArrowArray>) {
        let children = columns.map(ArrowArrayNode.init)
        let node = ArrowArrayNode(
            length: rowCount, missing: 0, buffers: [nil], owners: [], children: children)
        node.write(to: target)
    }
}

/// An array before it is laid out in C's memory.
private struct ArrowArrayNode {
    let length: Int
    let missing: Int
    /// Validity first; nil where all rows are present.
    let buffers: [UnsafeRawPointer?]
    /// What keeps the buffers alive.
    let owners: [AnyObject]
    var children: [ArrowArrayNode] = []
    var dictionary: [ArrowArrayNode] = []

    init(
        length: Int, missing: Int, buffers: [UnsafeRawPointer?], owners: [AnyObject],
        children: [ArrowArrayNode] = []
    ) {
        self.length = length
        self.missing = missing
        self.buffers = buffers
        self.owners = owners
        self.children = children
    }

    init(_ column: Column) {
        switch column.storage {
        case .int64(let values): self.init(column, [(values.address, values)])
        case .float64(let values): self.init(column, [(values.address, values)])
        case .float32(let values): self.init(column, [(values.address, values)])
        case .date(let values): self.init(column, [(values.address, values)])
        case .bool(let bits):
            let bytes = bits.aligned.bytes
            self.init(column, [(bytes.address, bytes)])
        case .string(let texts): self.init(column, Self.parts(texts))
        case .category(let codes, let levels):
            self.init(column, [(codes.address, codes)])
            dictionary = [ArrowArrayNode(Column(strings: levels))]
        }
    }

    private static func parts(_ texts: StringStorage) -> [(UnsafeRawPointer, AnyObject)] {
        let offsets: (UnsafeRawPointer, AnyObject) =
            switch texts.offsets {
            case .narrow(let positions): (positions.address, positions)
            case .wide(let positions): (positions.address, positions)
            }
        return [offsets, (texts.bytes.address, texts.bytes)]
    }

    private init(_ column: Column, _ parts: [(address: UnsafeRawPointer, owner: AnyObject)]) {
        let validity = column.validity?.aligned.bytes
        self.init(
            length: column.count, missing: column.missingCount,
            buffers: [validity?.address] + parts.map(\.address),
            owners: (validity.map { [$0] } ?? []) + parts.map(\.owner))
    }

    func write(to target: UnsafeMutablePointer<ArrowArray>) {
        let owner = ArrowArrayOwner(self)
        target.initialize(
            to: ArrowArray(
                length: Int64(length), null_count: Int64(missing), offset: 0,
                n_buffers: Int64(buffers.count), n_children: Int64(children.count),
                buffers: owner.buffers, children: owner.parts.pointers,
                dictionary: owner.dictionary.pointers?[0], release: releaseArray,
                private_data: Unmanaged.passRetained(owner).toOpaque()))
    }
}

extension Buffer {
    /// Where the elements lie; valid as long as the buffer lives.
    fileprivate var address: UnsafeRawPointer { UnsafeRawPointer(base) }
}

/// The memory of one exported array, and what keeps its buffers; freed by its release callback.
private final class ArrowArrayOwner {
    let buffers: UnsafeMutablePointer<UnsafeRawPointer?>
    let parts: ArrowParts<ArrowArray>
    let dictionary: ArrowParts<ArrowArray>
    private let owners: [AnyObject]

    init(_ node: ArrowArrayNode) {
        owners = node.owners
        buffers = .allocate(capacity: max(1, node.buffers.count))
        buffers.initialize(to: nil)
        for (index, buffer) in node.buffers.enumerated() {
            (buffers + index).initialize(to: buffer)
        }
        parts = ArrowParts(node.children.count) { node.children[$0].write(to: $1) }
        dictionary = ArrowParts(node.dictionary.count) { node.dictionary[$0].write(to: $1) }
    }

    deinit {
        for part in [parts, dictionary] { part.free { $0.pointee.release?($0) } }
        buffers.deallocate()
    }
}

private let releaseArray: @convention(c) (UnsafeMutablePointer<ArrowArray>?) -> Void = { array in
    guard let array, let owner = array.pointee.private_data else { return }
    // SAFETY: retained by `write`; marking the struct as released keeps this from running twice.
    array.pointee.release = nil
    array.pointee.private_data = nil
    Unmanaged<ArrowArrayOwner>.fromOpaque(owner).release()
}
