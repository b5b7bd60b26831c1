/// Which features an estimator can use as they are, without a preparation.
public struct FeatureSupport: Hashable, Sendable, Codable {
    /// Missing values may stay missing.
    public let missing: Bool
    /// Categorical columns may stay unencoded.
    public let categories: Bool
    /// The scale and the shape of a numeric column don't matter.
    public let anyScale: Bool

    public init(missing: Bool, categories: Bool, anyScale: Bool) {
        self.missing = missing
        self.categories = categories
        self.anyScale = anyScale
    }

    /// Numbers only, none missing, on a common scale: linear models, networks, neighbours.
    public static let completeNumbers = FeatureSupport(
        missing: false, categories: false, anyScale: false)
    /// Numbers and categories, missing or not, on any scale: trees and what is made of them.
    public static let everything = FeatureSupport(missing: true, categories: true, anyScale: true)
}
