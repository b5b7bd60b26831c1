import CArrow

extension Table {
    /// Hands out the table as an Arrow stream of one batch (none where there are no rows).
    ///
    /// The memory at `target` needn't be initialised; whoever gets it calls its `release` once.
    public func exportArrowStream(to target: UnsafeMutablePointer<ArrowArrayStream>) {
        let state = ArrowStreamState(self)
        target.initialize(
            to: ArrowArrayStream(
                get_schema: streamSchema, get_next: streamNext, get_last_error: streamError,
                release: releaseStream, private_data: Unmanaged.passRetained(state).toOpaque()))
    }
}

/// What is left to give of a stream.
private final class ArrowStreamState {
    let table: Table
    var isDone: Bool

    init(_ table: Table) {
        self.table = table
        isDone = table.rowCount == 0
    }

    // SAFETY: `private_data` is the object that `exportArrowStream` retained, until release.
    static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ArrowStreamState? {
        guard let data = stream?.pointee.private_data else { return nil }
        return Unmanaged<ArrowStreamState>.fromOpaque(data).takeUnretainedValue()
    }
}

/// `EINVAL`, for a stream that was released.
private let invalid: Int32 = 22

private let streamSchema:
    @convention(c) (
        UnsafeMutablePointer<ArrowArrayStream>?, UnsafeMutablePointer<ArrowSchema>?
    ) -> Int32 = { stream, target in
        guard let state = ArrowStreamState.of(stream), let target else { return invalid }
        state.table.exportArrowSchema(to: target)
        return 0
    }

private let streamNext:
    @convention(c) (
        UnsafeMutablePointer<ArrowArrayStream>?, UnsafeMutablePointer<ArrowArray>?
    ) -> Int32 = { stream, target in
        guard let state = ArrowStreamState.of(stream), let target else { return invalid }
        if state.isDone {
            // The end of a stream is an array that counts as released.
            target.initialize(to: ArrowArray())
        } else {
            state.isDone = true
            state.table.exportArrowArray(to: target)
        }
        return 0
    }

private let streamError:
    @convention(c) (
        UnsafeMutablePointer<ArrowArrayStream>?
    ) -> UnsafePointer<CChar>? = { _ in nil }

private let releaseStream: @convention(c) (UnsafeMutablePointer<ArrowArrayStream>?) -> Void = {
    stream in
    guard let stream, let state = stream.pointee.private_data else { return }
    stream.pointee.release = nil
    stream.pointee.private_data = nil
    Unmanaged<ArrowStreamState>.fromOpaque(state).release()
}
