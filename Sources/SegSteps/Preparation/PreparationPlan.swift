import SegCore
import SegDiagnostics
import SegFrame

/// Sorts features by what has to be done with them.
struct PreparationPlan {
    /// Up to this many levels a column becomes columns of 0 and 1.
    static let oneHotLevels = 15
    /// Text with no more levels than this, or than a twentieth of the rows, is categorical.
    static let fewLevels = 20

    private let support: FeatureSupport
    private let hasTarget: Bool
    private var dropped: [String] = []
    private var times: [String] = []
    private var numbers: [String] = []
    private var lowCardinality: [String] = []
    private var highCardinality: [String] = []
    /// Text that counts as categorical, where the estimator takes categories.
    private var textCategories: [String] = []

    init(_ sample: Sample, _ support: FeatureSupport) throws(Failure) {
        self.support = support
        if case .none = sample.target { hasTarget = false } else { hasTarget = true }
        for name in sample.features {
            let field = try sample.table.schema.field(name)
            sort(field, try sample.table.column(name))
        }
    }

    private mutating func sort(_ field: Field, _ column: Column) {
        guard column.missingCount < column.count else { return dropped.append(field.name) }
        switch field.kind {
        case .numeric: numbers.append(field.name)
        case .time: times.append(field.name)
        case .id: dropped.append(field.name)
        case .image: break
        case .categorical: sortCategorical(field.name, column.encoded().levels.count)
        case .text:
            let levels = column.encoded().levels.count
            guard levels <= max(Self.fewLevels, column.count / 20) else {
                return dropped.append(field.name)
            }
            textCategories.append(field.name)
            sortCategorical(field.name, levels)
        }
    }

    private mutating func sortCategorical(_ name: String, _ levels: Int) {
        if levels <= Self.oneHotLevels {
            lowCardinality.append(name)
        } else {
            highCardinality.append(name)
        }
    }

    /// The steps in order; those without a column are left out.
    func pipeline() throws(Failure) -> Pipeline {
        var steps: [any Step] = []
        func add(_ names: [String], _ make: (Selector) -> any Step) {
            if !names.isEmpty { steps.append(make(.names(names))) }
        }
        add(dropped) { Drop(columns: $0) }
        add(times) { Calendar(columns: $0) }
        if !support.missing, !(numbers + times).isEmpty { steps.append(Impute(indicator: true)) }
        if support.categories {
            // One row is enough for a level to stand alone: only the kind of the column changes.
            add(textCategories) { GroupRare(columns: $0, minFrequency: 1) }
        } else {
            add(
                highCardinality,
                hasTarget ? { TargetEncode(columns: $0) } : { FrequencyEncode(columns: $0) })
        }
        if !support.anyScale { steps.append(Standardize()) }
        if !support.categories { add(lowCardinality) { OneHot(columns: $0, minFrequency: 0.01) } }
        var pipeline = Pipeline()
        for step in steps { pipeline = try pipeline.appending(step) }
        return pipeline
    }
}
