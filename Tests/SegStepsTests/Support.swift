import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegSteps

/// What scikit-learn gives on the data of `Tests/Reference/steps/make.py`.
struct Reference: Decodable {
    struct Data: Decodable {
        let normal, skewed, signed, weights, number_target: [Double]
        let levels, class_target: [String]
        let binary_target: [Int32]
    }
    struct Affine: Decodable { let centers, scales: [Double] }
    struct Power: Decodable {
        let lambdas: [Double]
        let values: [[Double]]
    }
    struct Bins: Decodable { let edges, codes: [Double] }
    struct Indicators: Decodable {
        let names: [String]
        let values: [[Double]]
    }
    struct Neighbors: Decodable {
        let incomplete: [[Double?]]
        let filled: [[Double]]
    }
    struct Encoding: Decodable {
        let levels: [String]
        let values: [[Double]]
        let mean: [Double]
    }

    let data: Data
    let standardize, standardize_weighted, robust_scale, min_max_scale: Affine
    let power_transform: Power
    let quantile_bins: Bins
    let uniform_edges: [Double]
    let knn: Neighbors
    let one_hot: Indicators
    let target_encode: [String: Encoding]

    static func load() throws -> Reference {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Reference/steps/reference.json")
        return try JSONDecoder().decode(Reference.self, from: Foundation.Data(contentsOf: path))
    }

    /// The three columns of numbers, the levels, and a target.
    func sample(_ target: Target = .none, kind: ProblemKind = .regression, weights: [Double]? = nil)
        throws
        -> Sample
    {
        let table = try Table([
            ("normal", nil, Column(doubles: data.normal)),
            ("skewed", nil, Column(doubles: data.skewed)),
            ("signed", nil, Column(doubles: data.signed)),
            ("level", .categorical, Column(strings: data.levels)),
        ])
        let classes = kind == .multiclass ? ["x", "y", "z"] : kind == .binary ? ["0", "1"] : []
        return Sample(
            problem: Problem(kind: kind, roles: Roles(), classes: classes), table: table,
            features: table.names, target: target, weights: weights)
    }
}

/// Whether two lists of numbers agree to a relative tolerance.
func agree(_ first: [Double], _ second: [Double], tolerance: Double = 1e-10) -> Bool {
    first.count == second.count
        && zip(first, second).allSatisfy {
            abs($0 - $1) <= tolerance * max(1, abs($1)) || ($0.isNaN && $1.isNaN)
        }
}

extension Step {
    /// Fits on a sample and gives the trained form with the trained rows.
    func fitted<Fitted: FittedStep>(_ type: Fitted.Type, on sample: Sample) throws -> (
        Fitted, Sample
    ) {
        let fit = try fit(sample, FitContext())
        guard let fitted = fit.fitted as? Fitted else {
            throw Failure("E000", "\(fit.fitted) is no \(type)")
        }
        return (fitted, fit.training)
    }

    /// The training rows after the step.
    func training(_ sample: Sample) throws -> Table { try fit(sample, FitContext()).training.table }
}

func table(_ columns: [(String, ColumnKind?, Column)]) throws -> Table {
    try Table(columns.map { (name: $0.0, kind: $0.1, column: $0.2) })
}

/// A sample with roles: everything that has none is a feature.
func sample(
    _ table: Table, _ target: Target, kind: ProblemKind = .regression, classes: [String] = [],
    roles: Roles = Roles(), weights: [Double]? = nil
) -> Sample {
    let features = table.names.filter { !roles.columns.contains($0) }
    return Sample(
        problem: Problem(kind: kind, roles: roles, classes: classes), table: table,
        features: features,
        target: target, weights: weights)
}

func numbers(_ table: Table, _ name: String) throws -> [Double] { try table.column(name).doubles() }

func code(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch {
        return (error as? Failure)?.code ?? "\(error)"
    }
}
