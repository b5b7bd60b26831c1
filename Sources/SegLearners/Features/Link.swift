import Foundation

/// From scores on the link scale to probabilities and back.
enum Link {
    /// The probability of log odds.
    @inline(__always)
    static func logistic(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

    /// The log odds of a probability.
    static func logit(_ probability: Double) -> Double { log(probability / (1 - probability)) }

    /// Probabilities that sum to 1, in the place of their logarithms up to a constant.
    static func softmax(_ scores: inout [Double]) {
        let greatest = scores.max() ?? 0
        var sum = 0.0
        for index in scores.indices {
            scores[index] = exp(scores[index] - greatest)
            sum += scores[index]
        }
        for index in scores.indices { scores[index] /= sum }
    }

    /// The same for each row of `rows × outputs` scores stored output after output.
    static func softmax(_ scores: [Double], rows: Int, outputs: Int) -> [Double] {
        var result = scores
        var row = [Double](repeating: 0, count: outputs)
        for index in 0..<rows {
            for output in 0..<outputs { row[output] = scores[output * rows + index] }
            softmax(&row)
            for output in 0..<outputs { result[output * rows + index] = row[output] }
        }
        return result
    }
}
