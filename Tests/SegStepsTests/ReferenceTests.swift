import SegCore
import SegFrame
import SegSteps
import Testing

@Suite("Steps agree with scikit-learn")
struct ReferenceTests {
    let reference: Reference

    init() throws { reference = try Reference.load() }

    @Test func standardize() throws {
        let (fitted, _) = try Standardize().fitted(FittedStandardize.self, on: reference.sample())
        #expect(agree(fitted.centers, reference.standardize.centers))
        #expect(agree(fitted.scales, reference.standardize.scales))
    }

    @Test func standardizeWithWeights() throws {
        let sample = try reference.sample(weights: reference.data.weights)
        let (fitted, _) = try Standardize().fitted(FittedStandardize.self, on: sample)
        #expect(agree(fitted.centers, reference.standardize_weighted.centers))
        #expect(agree(fitted.scales, reference.standardize_weighted.scales))
    }

    @Test func robustScale() throws {
        let (fitted, _) = try RobustScale().fitted(FittedRobustScale.self, on: reference.sample())
        #expect(agree(fitted.centers, reference.robust_scale.centers))
        #expect(agree(fitted.scales, reference.robust_scale.scales))
    }

    @Test func minMaxScale() throws {
        let (fitted, _) = try MinMaxScale().fitted(FittedMinMaxScale.self, on: reference.sample())
        #expect(agree(fitted.centers, reference.min_max_scale.centers))
        #expect(agree(fitted.scales, reference.min_max_scale.scales))
    }

    @Test func powerTransform() throws {
        let (fitted, training) = try PowerTransform().fitted(
            FittedPowerTransform.self, on: reference.sample())
        #expect(agree(fitted.lambdas, reference.power_transform.lambdas, tolerance: 1e-6))
        for (name, values) in zip(["normal", "skewed", "signed"], reference.power_transform.values)
        {
            #expect(agree(try numbers(training.table, name), values, tolerance: 1e-6))
        }
    }

    @Test func bins() throws {
        let column = Selector.names(["skewed"])
        let step = Bin(columns: column, binCount: 7)
        let (quantile, training) = try step.fitted(FittedBin.self, on: reference.sample())
        #expect(agree(quantile.edges[0], reference.quantile_bins.edges))
        #expect(try numbers(training.table, "skewed") == reference.quantile_bins.codes)
        let uniform = Bin(columns: column, binCount: 5, strategy: .uniform)
        let (equal, _) = try uniform.fitted(FittedBin.self, on: reference.sample())
        #expect(agree(equal.edges[0], reference.uniform_edges))
    }

    @Test func nearestNeighbors() throws {
        let columns = reference.knn.incomplete.map { Column(doubles: $0.map { $0 ?? .nan }) }
        let data = try table(zip(["a", "b", "c"], columns).map { ($0, nil, $1) })
        let filled = try Impute(strategy: .knn, neighborCount: 3).training(Sample(bare: data))
        for (column, values) in zip(filled.columns, reference.knn.filled) {
            #expect(agree(column.doubles(), values))
        }
    }

    @Test func oneHot() throws {
        let (fitted, training) = try OneHot(minFrequency: 0.15).fitted(
            FittedOneHot.self, on: reference.sample())
        let names = reference.one_hot.names.map {
            $0 == "level_infrequent_sklearn" ? "level_other" : $0
        }
        #expect(fitted.outputs == names)
        for (name, values) in zip(names, reference.one_hot.values) {
            #expect(try numbers(training.table, name) == values)
        }
    }

    @Test func targetEncodeRegression() throws {
        let sample = try reference.sample(.values(reference.data.number_target))
        try expectEncoding("regression_auto", TargetEncode(), sample)
        try expectEncoding("regression_smooth_3", TargetEncode(smooth: 3), sample)
    }

    @Test func targetEncodeClasses() throws {
        let binary = try reference.sample(.classes(reference.data.binary_target), kind: .binary)
        try expectEncoding("binary_auto", TargetEncode(), binary)
        let classes = reference.data.class_target.map { Int32(["x": 0, "y": 1, "z": 2][$0] ?? 0) }
        let multiclass = try reference.sample(.classes(classes), kind: .multiclass)
        try expectEncoding("multiclass_auto", TargetEncode(), multiclass)
    }

    /// Later rows get the encodings of all training rows; unknown levels the mean.
    private func expectEncoding(_ name: String, _ step: TargetEncode, _ sample: Sample) throws {
        let expected = try #require(reference.target_encode[name])
        let (fitted, _) = try step.fitted(FittedTargetEncode.self, on: sample)
        let later = try table([("level", .categorical, Column(strings: expected.levels + ["new"]))])
        let encoded = try fitted.apply(later)
        for (index, column) in encoded.columns.enumerated() {
            #expect(agree(column.doubles(), expected.values[index] + [expected.mean[index]]))
        }
    }
}
