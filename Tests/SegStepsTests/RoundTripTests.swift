import Foundation
import SegCore
import SegFrame
import SegSteps
import Testing

@Suite("Trained steps are saved and found again")
struct RoundTripTests {
    static let steps: [any Step] =
        LeakTests.steps + [
            DropDuplicates(), DropOutliers(), Calendar(), Select(columns: .numeric),
            Drop(columns: .names(["few"])),
        ]

    @Test(arguments: steps.indices)
    func throughJSON(_ index: Int) throws {
        let sample = try LeakTests.noise().taking(Array(0..<200))
        let fitted = try Self.steps[index].fit(sample, FitContext()).fitted
        var registry = ModuleRegistry()
        registerSteps(into: &registry)
        let data = try JSONEncoder().encode(ArchivedStep(fitted))
        let decoder = JSONDecoder()
        decoder.userInfo[.moduleRegistry] = registry
        let again = try decoder.decode(ArchivedStep.self, from: data).step
        let (first, second) = (try fitted.apply(sample.table), try again.apply(sample.table))
        #expect(first.schema == second.schema)
        #expect(fitted.inputs == again.inputs)
        for (a, b) in zip(first.columns, second.columns) {
            #expect((0..<a.count).allSatisfy { a[$0] == b[$0] })
        }
    }
}
