import SegDiagnostics
import SegFrame

/// Makes the feature that a study added to tell the segment usable for an estimator that takes numbers only: a column of 0 and 1
/// for each segment that training rows had.
///
/// The user didn't write that feature and can't be asked to encode it. Where a step before the estimator has encoded it, nothing
/// is left to do.
struct SegmentIndicators: FittedStep {
    static let archiveName = "segment_indicators@1"

    let field: Field
    let levels: [String]

    /// Nil where the estimator takes the feature as it is, or the steps before it have replaced it.
    init?(_ sample: Sample, before estimator: any Learner) throws(Failure) {
        guard let name = sample.segmentFeature, sample.features.contains(name), !estimator.accepts.categories else { return nil }
        let column = try sample.table.column(name)
        guard column.type.isText else { return nil }
        field = try sample.table.schema.field(name)
        levels = column.encoded().levels
    }

    var inputs: [Field] { [field] }
    var learned: String { "\(levels.count) segments as columns of 0 and 1" }

    func apply(_ table: Table) throws -> Table {
        let values = try table.column(field.name).strings()
        var result = table.dropping([field.name])
        for level in levels {
            var name = "\(field.name)_\(level)"
            while result[name] != nil { name += "_" }
            result = try result.setting(name, Column(doubles: values.map { $0 == level ? 1 : 0 }))
        }
        return result
    }
}
