import Foundation

/// Stops the queries of a connection once somebody wishes so, which it asks for on a thread of its own.
final class QueryWatch: Sendable {
    private let isOver = DispatchSemaphore(value: 0)
    private static let interval = 0.05

    init(_ connection: DuckDBConnection, isStopped: @escaping @Sendable () -> Bool) {
        Thread.detachNewThread { [isOver] in
            while isOver.wait(timeout: .now() + Self.interval) == .timedOut {
                if isStopped() { connection.interrupt() }
            }
        }
    }

    /// The queries are done.
    func end() { isOver.signal() }
}
