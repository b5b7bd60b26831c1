/// Structs of Arrow's interface that another one points to.
final class ArrowParts<Part> {
    /// An array of pointers as C wants it; nil without parts.
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<Part>?>?
    private let count: Int

    /// Allocates parts and has each initialised.
    init(_ count: Int, _ write: (Int, UnsafeMutablePointer<Part>) -> Void) {
        self.count = count
        guard count > 0 else {
            pointers = nil
            return
        }
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<Part>?>.allocate(capacity: count)
        for index in 0..<count {
            let part = UnsafeMutablePointer<Part>.allocate(capacity: 1)
            write(index, part)
            (pointers + index).initialize(to: part)
        }
        self.pointers = pointers
    }

    /// Releases parts that a consumer hasn't moved out, and frees the memory of all.
    func free(_ release: (UnsafeMutablePointer<Part>) -> Void) {
        guard let pointers else { return }
        for index in 0..<count {
            guard let part = pointers[index] else { continue }
            release(part)
            part.deallocate()
        }
        pointers.deallocate()
    }
}
