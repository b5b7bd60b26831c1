import SegCore
import SegDiagnostics
import Synchronization

/// The trees of a forest that are grown, kept from time to time so that a fit that is cut off goes on with the others.
///
/// A tree depends on its number alone, so that it doesn't matter which ones were grown before.
final class KeptTrees: Sendable {
    /// What a checkpoint holds: trees with their numbers.
    private struct Kept: Codable {
        let numbers: [Int]
        let trees: [TreeEnsemble]
    }

    private struct State {
        let checkpoint: Checkpoint?
        var trees: [Int: TreeEnsemble]

        var kept: Kept {
            let numbers = trees.keys.sorted()
            return Kept(numbers: numbers, trees: numbers.compactMap { trees[$0] })
        }
    }

    private let state: Mutex<State>

    /// - Parameter fits: whether a tree that was found may be one of this forest.
    init(_ checkpoint: sending Checkpoint?, count: Int, fits: (TreeEnsemble) -> Bool) {
        var trees: [Int: TreeEnsemble] = [:]
        if let kept = checkpoint?.resumed(Kept.self), kept.numbers.count == kept.trees.count, kept.trees.allSatisfy(fits) {
            for (number, tree) in zip(kept.numbers, kept.trees) where (0..<count).contains(number) { trees[number] = tree }
        }
        state = Mutex(State(checkpoint: checkpoint, trees: trees))
    }

    /// A tree: the one that was kept, or the one that is grown now.
    func tree(_ number: Int, grow: () throws -> TreeEnsemble) rethrows -> TreeEnsemble {
        if let tree = state.withLock({ $0.trees[number] }) { return tree }
        let grown = try grow()
        state.withLock { state in
            state.trees[number] = grown
            state.checkpoint?.step { state.kept }
        }
        return grown
    }

    /// All trees; keeps those that are grown where the fit is cut off, and drops what was kept once it is done.
    func whole<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            let result = try body()
            state.withLock { $0.checkpoint?.finish() }
            return result
        } catch {
            state.withLock { state in
                if error is Interruption, !state.trees.isEmpty { state.checkpoint?.keep(state.kept) }
            }
            throw error
        }
    }
}
