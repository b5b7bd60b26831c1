import SegCore
import SegDiagnostics
import SegFrame
import SegLearners
import SegTensor
import Testing

/// Nearest neighbours, naive Bayes and trees against scikit-learn.
@Suite struct ClassicTests {
    struct Values: Decodable {
        let x: [[Double]], later: [[Double]], y: [Double], classes: [Int], w: [Double]
        let colours: [[Int]], later_colours: [[Int]]
        let knn, knn_distance: [Double], knn_classes, bayes_gauss, bayes_names: [[Double]]
        let tree, tree_weighted, tree_full: [Double], tree_classes: [[Double]]
    }

    let values: Values
    let regression: Sample
    let classification: Sample
    let later: Table

    init() throws {
        values = try Reference.decode("classic.json", as: Values.self)
        regression = try Make.regression(values.x, values.y)
        classification = try Make.classification(values.x, values.classes)
        later = try Make.table(values.later)
    }

    private func predict(_ learner: any Estimator, _ sample: Sample, _ table: Table) throws
        -> [Double]
    {
        try learner.fit(sample, Make.context()).predict(table).values
    }

    private func colours(_ codes: [[Int]]) throws -> Table {
        let names = ["red", "green", "blue", "grey"]
        return try Table(
            codes.enumerated().map { index, column in
                ("c\(index)", .categorical, Column(strings: column.map { names[$0] }))
            })
    }

    @Test func nearestNeighbors() throws {
        let uniform = try predict(NearestNeighbors(neighbors: 4), regression, later)
        #expect(maxDifference(uniform, values.knn) < 1e-12)
        let near = NearestNeighbors(neighbors: 4, weighting: .distance)
        let nearer = try predict(near, regression, later)
        #expect(maxDifference(nearer, values.knn_distance) < 1e-12)
        let classes = try predict(NearestNeighbors(neighbors: 7), classification, later)
        #expect(maxDifference(classes, values.knn_classes.flatMap { $0 }) < 1e-12)
    }

    /// What predicts for long heeds the signal of the work that it is part of, on every thread of a pool.
    @Test func predictionsStop() throws {
        for learner in [NearestNeighbors(neighbors: 4), RandomForest(estimators: 5)] as [any Estimator] {
            let fitted = try learner.fit(regression, Make.context())
            let (stop, pool, later) = (StopSignal(), WorkerPool(threads: 2), later)
            #expect(try stop.during { try fitted.predict(later).rowCount } == later.rowCount)
            stop.request(.interrupt)
            #expect(throws: Interruption.self) { try stop.during { try fitted.predict(later) } }
            for place in 0..<2 {
                #expect(throws: Interruption.self) {
                    try stop.during {
                        try pool.map(2) { index in index == place ? try fitted.predict(later).rowCount : 0 }
                    }
                }
            }
            #expect(try fitted.predict(later).rowCount == later.rowCount)
        }
    }

    @Test func neighborsOfManyPointsAreExact() throws {
        let count = 2000
        let columns: [[Double]] = (1...3).map { factor in
            (0..<count).map { Double(($0 * factor * 7919) % 1009) }
        }
        let points: [[Double]] = [[500.5, 3, 77], [10, 900, 77]]
        let sample = try Make.regression(columns, (0..<count).map { Double($0) })
        let query = try Make.table((0..<3).map { axis in points.map { $0[axis] } })
        let found = try predict(NearestNeighbors(neighbors: 3), sample, query)
        for (row, point) in points.enumerated() {
            #expect(abs(found[row] - meanOfNearest(3, to: point, in: columns)) < 1e-9)
        }
    }

    /// The mean of the row numbers of the nearest points, by looking at all.
    private func meanOfNearest(_ wanted: Int, to point: [Double], in columns: [[Double]]) -> Double
    {
        let distances = columns[0].indices.map { row -> (distance: Double, row: Int) in
            var sum = 0.0
            for axis in point.indices {
                let difference = columns[axis][row] - point[axis]
                sum += difference * difference
            }
            return (sum, row)
        }
        let nearest = distances.sorted { $0 < $1 }.prefix(wanted)
        return Double(nearest.map(\.row).reduce(0, +)) / Double(wanted)
    }

    @Test func naiveBayes() throws {
        let gauss = try predict(NaiveBayes(), classification, later)
        #expect(maxDifference(gauss, values.bayes_gauss.flatMap { $0 }) < 1e-9)
        let named = try Make.classification(
            colours(values.colours), values.classes, weights: values.w)
        let names = try predict(NaiveBayes(), named, colours(values.later_colours))
        #expect(maxDifference(names, values.bayes_names.flatMap { $0 }) < 1e-9)
    }

    @Test func weightsCountRows() throws {
        let weighted = classification.replacing(weights: values.w)
        for learner in [NaiveBayes(), DecisionTree(maxDepth: 3)] as [any Estimator] {
            let byWeight = try predict(learner, weighted, later)
            let byRow = try predict(learner, Make.repeated(weighted), later)
            #expect(maxDifference(byWeight, byRow) < 1e-9)
        }
    }

    @Test func missingValuesSayNothingToNaiveBayes() throws {
        let model = try NaiveBayes().fit(classification, Make.context())
        let nothing = try Make.table([[.nan], [.nan], [.nan]])
        let shares = try Baseline().fit(classification, Make.context()).predict(nothing).values
        let found = try model.predict(nothing).values
        #expect(maxDifference(found, shares) < 1e-12)
    }

    @Test func trees() throws {
        let pruned = try predict(DecisionTree(maxDepth: 4, minSamplesLeaf: 3), regression, later)
        #expect(maxDifference(pruned, values.tree) < 1e-9)
        let weighted = regression.replacing(weights: values.w)
        let counted = try predict(DecisionTree(maxDepth: 3, minSamplesLeaf: 4), weighted, later)
        #expect(maxDifference(counted, values.tree_weighted) < 1e-9)
        let full = try predict(DecisionTree(minSamplesLeaf: 4), regression, later)
        #expect(maxDifference(full, values.tree_full) < 1e-9)
        let classes = try predict(DecisionTree(maxDepth: 3), classification, later)
        #expect(maxDifference(classes, values.tree_classes.flatMap { $0 }) < 1e-9)
    }

    @Test func fullTreeRemembersItsRows() throws {
        let found = try predict(DecisionTree(), regression, regression.table)
        #expect(maxDifference(found, values.y) < 1e-9)
    }

    @Test func treesTakeCategoriesAndMissingValues() throws {
        let names = (0..<120).map { $0 % 7 == 0 ? nil : ["a", "b", "c", "d", "e"][$0 % 5] }
        let numbers = (0..<120).map { $0 % 4 == 0 ? Double.nan : Double($0 % 9) }
        let y = (0..<120).map { row -> Double in
            let ofName: [String?: Double] = ["b": 5, "e": 5, nil: -3]
            let ofNumber = numbers[row].isNaN ? 20.0 : numbers[row] < 4 ? 0 : 1
            return (ofName[names[row]] ?? 0) + ofNumber
        }
        let table = try Table([
            ("name", .categorical, Column(strings: names)),
            ("number", nil, Column(doubles: numbers)),
        ])
        let sample = Sample(
            problem: Problem(kind: .regression, roles: Roles()), table: table,
            features: ["name", "number"], target: .values(y))
        let found = try predict(DecisionTree(), sample, table)
        #expect(maxDifference(found, y) < 1e-9)
        let unseen = try table.setting(
            "name", Column(strings: [String?](repeating: "z", count: 120)))
        let odd = try predict(DecisionTree(), sample, unseen)
        #expect(odd.allSatisfy { $0.isFinite })
    }

    @Test func forestScoresAsScikitLearn() throws {
        let scores = try Reference.decode("rodents.json", as: BoostingTests.Scores.self)
        let parts = Make.parts(try Rodents.weight())
        let forest = RandomForest(estimators: 100, maxFeatures: 3, minSamplesLeaf: 3)
        let model = try forest.fit(parts.train, Make.context(threads: 2))
        let predictions = try model.predict(parts.test.table)
        #expect(rmse(predictions, parts.test) < scores.forest_rmse * 1.02)
    }

    @Test func forestOfClasses() throws {
        let parts = Make.parts(try Rodents.classes([20, 45]))
        let model = try RandomForest(estimators: 20).fit(parts.train, Make.context(threads: 2))
        let predictions = try model.predict(parts.test.table)
        let truth = parts.test.target.numbers.map { Int32($0) }
        let right = zip(predictions.classes(of: .multiclass), truth).filter { $0 == $1 }.count
        #expect(Double(right) / Double(truth.count) > 0.75)
        for row in 0..<predictions.rowCount {
            let sum = (0..<3).reduce(0) { $0 + predictions.values[$1 * predictions.rowCount + row] }
            #expect(abs(sum - 1) < 1e-9)
        }
    }
}
