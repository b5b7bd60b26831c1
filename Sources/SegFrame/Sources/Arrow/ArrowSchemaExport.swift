import CArrow
import Glibc

extension Table {
    /// Describes the table's columns in Arrow's terms: a struct with a child for each column,
    /// categories dictionary-encoded over large strings, images as binary.
    ///
    /// The memory at `target` needn't be initialised; whoever gets it calls its `release` once.
    public func exportArrowSchema(to target: UnsafeMutablePointer<ArrowSchema>) {
        let children = zip(schema.fields, columns).map { ArrowSchemaNode($0, $1) }
        ArrowSchemaNode(format: ArrowFormat.table, name: "", flags: 0, children: children).write(
            to: target)
    }
}

/// A schema before it is laid out in C's memory.
private struct ArrowSchemaNode {
    let format: String
    let name: String
    let flags: Int64
    var children: [ArrowSchemaNode] = []
    var dictionary: [ArrowSchemaNode] = []

    init(format: String, name: String, flags: Int64, children: [ArrowSchemaNode] = []) {
        self.format = format
        self.name = name
        self.flags = flags
        self.children = children
    }

    init(_ field: Field, _ column: Column) {
        self.init(
            format: ArrowFormat.code(of: field, column), name: field.name, flags: Int64(ARROW_FLAG_NULLABLE))
        if field.type == .category {
            dictionary = [ArrowSchemaNode(format: ArrowFormat.text, name: "", flags: 0)]
        }
    }

    func write(to target: UnsafeMutablePointer<ArrowSchema>) {
        let owner = ArrowSchemaOwner(self)
        target.initialize(
            to: ArrowSchema(
                format: UnsafePointer(owner.format), name: UnsafePointer(owner.name), metadata: nil,
                flags: flags, n_children: Int64(children.count), children: owner.parts.pointers,
                dictionary: owner.dictionary.pointers?[0], release: releaseSchema,
                private_data: Unmanaged.passRetained(owner).toOpaque()))
    }
}

/// The memory of one exported schema; freed by its release callback.
private final class ArrowSchemaOwner {
    let format: UnsafeMutablePointer<CChar>?
    let name: UnsafeMutablePointer<CChar>?
    let parts: ArrowParts<ArrowSchema>
    let dictionary: ArrowParts<ArrowSchema>

    init(_ node: ArrowSchemaNode) {
        format = strdup(node.format)
        name = strdup(node.name)
        parts = ArrowParts(node.children.count) { node.children[$0].write(to: $1) }
        dictionary = ArrowParts(node.dictionary.count) { node.dictionary[$0].write(to: $1) }
    }

    deinit {
        for part in [parts, dictionary] { part.free { $0.pointee.release?($0) } }
        free(format)
        free(name)
    }
}

private let releaseSchema: @convention(c) (UnsafeMutablePointer<ArrowSchema>?) -> Void = { schema in
    guard let schema, let owner = schema.pointee.private_data else { return }
    // SAFETY: retained by `write`; marking the struct as released keeps this from running twice.
    schema.pointee.release = nil
    schema.pointee.private_data = nil
    Unmanaged<ArrowSchemaOwner>.fromOpaque(owner).release()
}
