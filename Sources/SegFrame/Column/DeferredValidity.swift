import Synchronization

/// Which rows of a large column from elsewhere are present: found out when it is first asked, since looking at all values takes
/// longer than taking their memory over.
@usableFromInline
final class DeferredValidity: @unchecked Sendable {
    // SAFETY: `found` is written once, under the lock, before `isFound` is released, and read after that was acquired.
    private let find: @Sendable () -> Bitmap?
    private let lock = Mutex<Void>(())
    private let isFound = Atomic<Bool>(false)
    private var found: Bitmap?

    init(_ find: @escaping @Sendable () -> Bitmap?) { self.find = find }

    @usableFromInline
    var bitmap: Bitmap? {
        if isFound.load(ordering: .acquiring) { return found }
        return lock.withLock { _ in
            if !isFound.load(ordering: .relaxed) {
                found = find()
                isFound.store(true, ordering: .releasing)
            }
            return found
        }
    }
}
