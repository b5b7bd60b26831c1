import SegCore
import SegDiagnostics
import SegFrame
import SegLearners
import Testing

/// Gradient boosting: scores in the band of LightGBM's, and what it promises beside them.
@Suite struct BoostingTests {
    struct Scores: Decodable {
        let rmse, absolute_mae, poisson_rmse, log_loss, many_log_loss, forest_rmse: Double
    }

    let scores: Scores

    init() throws { scores = try Reference.decode("rodents.json", as: Scores.self) }

    @Test func regressionScoresAsLightGBM() throws {
        let parts = Make.parts(try Rodents.weight())
        let model = try GradientBoosting().fit(parts.train, Make.context())
        let predictions = try model.predict(parts.test.table)
        #expect(rmse(predictions, parts.test) < scores.rmse * 1.02)
        #expect(model.rounds == 300)
    }

    @Test func otherLossesScoreAsLightGBM() throws {
        let parts = Make.parts(try Rodents.weight())
        let absolute = try GradientBoosting(loss: "absolute_error").fit(parts.train, Make.context())
        let predicted = try absolute.predict(parts.test.table).values
        let errors = zip(predicted, parts.test.target.numbers).map { abs($0 - $1) }
        #expect(errors.reduce(0, +) / Double(errors.count) < scores.absolute_mae * 1.02)
        let poisson = try GradientBoosting(loss: "poisson").fit(parts.train, Make.context())
        let counts = try poisson.predict(parts.test.table)
        #expect(rmse(counts, parts.test) < scores.poisson_rmse * 1.02)
    }

    @Test func classificationScoresAsLightGBM() throws {
        let binary = Make.parts(try Rodents.classes([(40.0).nextUp]))
        let model = try GradientBoosting(rounds: 100).fit(binary.train, Make.context())
        let shares = try model.predict(binary.test.table)
        #expect(logLoss(shares, binary.test) < scores.log_loss * 1.02)
        let many = Make.parts(try Rodents.classes([20, 45]))
        let classes = try GradientBoosting(rounds: 100).fit(many.train, Make.context())
        let predictions = try classes.predict(many.test.table)
        #expect(logLoss(predictions, many.test) < scores.many_log_loss * 1.02)
        for row in 0..<predictions.rowCount {
            let sum = (0..<3).reduce(0) { $0 + predictions.values[$1 * predictions.rowCount + row] }
            #expect(abs(sum - 1) < 1e-12)
        }
    }

    @Test func levelsOfFewRowsAreToldApartWhereAsked() throws {
        // 10 levels of 20 rows: at 100 rows a group hardly any split by them is left.
        let level = (0..<200).map { $0 % 10 }
        let means = [4.0, -7, 1, 9, -3, 6, -8, 0, 3, -5]
        let table = try Table([("c", .categorical, Column(strings: level.map { "l\($0)" }))])
        let sample = Sample(
            problem: Problem(kind: .regression, roles: Roles()), table: table, features: ["c"],
            target: .values(level.map { means[$0] }))
        let usual = try GradientBoosting(rounds: 100).fit(sample, Make.context()).predict(table)
        let small = try GradientBoosting(rounds: 100, minSamplesCategory: 10).fit(sample, Make.context()).predict(table)
        #expect(rmse(small, sample) < 0.5 * rmse(usual, sample))
        #expect(GradientBoosting(minSamplesCategory: 10).source == "gbdt(min_samples_category: 10)")
    }

    @Test(arguments: [
        GradientBoosting(rounds: 20),
        GradientBoosting(rounds: 20, subsample: 0.5, maxFeatures: 0.6),
    ])
    func threadsDoNotChangeTheBits(learner: GradientBoosting) throws {
        let sample = try Rodents.weight()
        let one = try learner.fit(sample, Make.context(threads: 1)).predict(sample.table)
        let two = try learner.fit(sample, Make.context(threads: 2)).predict(sample.table)
        #expect(one == two)
    }

    @Test func savedModelPredictsTheSame() throws {
        let sample = try Rodents.classes([20, 45])
        let model = try GradientBoosting(rounds: 5).fit(sample, Make.context())
        let again = try saved(model)
        let expected = try model.predict(sample.table)
        let found = try again.predict(sample.table)
        #expect(found == expected)
        #expect(again.rounds == 5)
        #expect(again.inputs == model.inputs)
    }

    @Test func weightsCountRows() throws {
        let x = (0..<200).map { Double($0 % 37) }
        let z = (0..<200).map { Double($0 % 11) }
        let y = (0..<200).map { x[$0] * 2 + Double($0 % 5) }
        let weights = (0..<200).map { Double($0 % 3 + 1) }
        let sample = try Make.regression([x, z], y, weights: weights)
        let learner = GradientBoosting(rounds: 10, learningRate: 0.5, minSamplesLeaf: 1)
        let byWeight = try learner.fit(sample, Make.context()).predict(sample.table)
        let byRow = try learner.fit(Make.repeated(sample), Make.context()).predict(sample.table)
        #expect(maxDifference(byWeight.values, byRow.values) < 1e-3)
    }

    @Test func missingValuesFindTheirSide() throws {
        let x = (0..<300).map { $0 % 3 == 0 ? .nan : Double($0 % 50) }
        let y = x.map { $0.isNaN ? 10.0 : $0 < 25 ? 0 : 4 }
        let sample = try Make.regression([x], y)
        let model = try GradientBoosting(rounds: 200, learningRate: 0.3).fit(sample, Make.context())
        let found = try model.predict(sample.table).values
        #expect(maxDifference(found, y) < 1e-3)
    }

    @Test func unseenCategoriesAndMissingColumns() throws {
        let sample = try Rodents.weight()
        let model = try GradientBoosting(rounds: 5).fit(sample, Make.context())
        let odd = Column(strings: [String?](repeating: "never seen", count: sample.rowCount))
        let table = try sample.table.setting("species_id", odd)
        let found = try model.predict(table).values
        #expect(found.allSatisfy { $0.isFinite })
        #expect(throws: Failure.self) { try model.predict(sample.table.dropping(["sex"])) }
    }

    @Test func offsetIsTheStart() throws {
        let parts = Make.parts(try Rodents.weight())
        let start = try GradientBoosting(rounds: 50).fit(parts.train, Make.context())
        let offset = try start.predict(parts.train.table).values
        let more = try GradientBoosting(rounds: 50).fit(
            parts.train.replacing(offset: offset), Make.context())
        let begun = try start.predict(parts.test.table)
        let ended = try more.predict(parts.test.table, offset: begun.values)
        #expect(rmse(ended, parts.test) < rmse(begun, parts.test))
        #expect(throws: Failure.self) { try more.predict(parts.test.table) }
    }

    @Test func monitorStopsAtTheBestRound() throws {
        let parts = Make.parts(try Rodents.weight())
        let test = parts.test
        let monitor = RoundMonitor(validation: test, patience: 20, minDelta: 0) { rmse($0, test) }
        let learner = GradientBoosting(rounds: 400, learningRate: 0.3)
        let fit = try #require(try learner.fit(parts.train, monitor: monitor, Make.context()))
        #expect(fit.bestRounds < 400)
        #expect(fit.curve.count == fit.bestRounds + 20)
        #expect(fit.fitted.rounds == fit.bestRounds)
        let fixed = try #require(learner.with(rounds: fit.bestRounds))
            .fit(parts.train, Make.context())
        let predictions = try fit.fitted.predict(test.table)
        let expected = try fixed.predict(test.table)
        #expect(predictions == expected)
        #expect(abs(rmse(predictions, test) - fit.curve[fit.bestRounds - 1]) < 1e-9)
    }

    @Test func refusals() throws {
        let sample = try Make.regression([[1, 2, 3]], [1, -2, 3])
        #expect(throws: Failure.self) {
            try GradientBoosting(loss: "poisson").fit(sample, Make.context())
        }
        #expect(throws: Failure.self) {
            try GradientBoosting(loss: "log_loss").fit(sample, Make.context())
        }
        #expect(throws: Failure.self) {
            try GradientBoosting().fit(sample.taking([]), Make.context())
        }
        let one = try Make.classification([[1, 2, 3]], [1, 1, 1])
        #expect(throws: Failure.self) { try GradientBoosting().fit(one, Make.context()) }
    }
}
