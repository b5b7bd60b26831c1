import SegCore
import SegDiagnostics

extension TreeEnsemble {
    /// Reads saved trees and checks that they can be walked. E595 for a damaged model.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            featureCount: try container.decode(Int.self, forKey: .featureCount),
            outputCount: try container.decode(Int.self, forKey: .outputCount),
            roots: try container.decode(Int32Tensor.self, forKey: .roots).values,
            nodes: try container.decode(Int32Tensor.self, forKey: .nodes).values,
            thresholds: try container.decode(DoubleTensor.self, forKey: .thresholds).values,
            categories: try container.decode(Int32Tensor.self, forKey: .categories).values,
            leaves: try container.decode(DoubleTensor.self, forKey: .leaves).values)
        guard isSound else { throw Failure.damagedModel }
    }

    /// Whether every index is within its array, and every child comes after its parent, so that
    /// each walk ends.
    private var isSound: Bool {
        let count = thresholds.values.count
        guard outputCount > 0, nodes.values.count == 4 * count,
            leaves.values.count % outputCount == 0,
            roots.values.allSatisfy({ isSound(child: $0, after: -1) })
        else { return false }
        return (0..<count).allSatisfy { node in
            let feature = Int(nodes.values[4 * node])
            return feature >= 0 && feature < featureCount
                && isSound(child: nodes.values[4 * node + 1], after: node)
                && isSound(child: nodes.values[4 * node + 2], after: node)
                && hasSoundCategories(node)
        }
    }

    private func isSound(child: Int32, after node: Int) -> Bool {
        child >= 0
            ? child > node && child < thresholds.values.count
            : Int(~child) < leaves.values.count / outputCount
    }

    private func hasSoundCategories(_ node: Int) -> Bool {
        let flags = nodes.values[4 * node + 3]
        guard flags & Flag.isCategory != 0 else { return flags >= 0 }
        guard let start = Int(exactly: thresholds.values[node]), flags >= 0, start >= 0 else {
            return false
        }
        return start + Int(flags >> Flag.wordShift) <= categories.values.count
    }
}
