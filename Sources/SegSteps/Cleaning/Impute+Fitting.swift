import SegCore
import SegDiagnostics
import SegFrame

extension Impute {
    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        if strategy == .knn { return try fitNeighbors(sample, context) }
        let names = try ColumnChoice.features(
            columns, default: defaultColumns, in: sample, for: name)
        let fields = try ColumnChoice.fields(names, in: sample.table)
        let (table, weights) = (sample.table, sample.weights)
        let indicators = try indicators(fields, in: table)
        let fills = try context.pool.map(fields.count) { index in
            let column = try table.column(fields[index].name)
            return ColumnFill(
                field: fields[index], value: try value(for: fields[index], column, weights), indicator: indicators[index])
        }
        return try StepFit(FittedImpute(strategy: strategy.rawValue, fills: fills), on: sample)
    }

    private func fitNeighbors(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let columns = try fields.map { try sample.table.column($0.name) }
        let donors = NeighborDonors(
            columns.map { $0.doubles() }, neighborCount: neighborCount,
            random: context.random.child("donors"))
        let fitted = FittedNeighborImpute(
            fields: fields, indicators: try indicators(fields, in: sample.table), donors: donors)
        return try StepFit(fitted, on: sample)
    }

    /// The names of the columns that tell where values were missing; nil for columns that get none.
    private func indicators(_ fields: [Field], in table: Table) throws(Failure) -> [String?] {
        var made: Set<Utf8Key> = []
        var names: [String?] = []
        for field in fields {
            let missing = try table.column(field.name).missingCount
            let isMade = indicator && missing > 0
            names.append(isMade ? table.freeName(field.name + "_missing", replacing: [], made: &made) : nil)
        }
        return names
    }

    private func value(for field: Field, _ column: Column, _ weights: [Double]?) throws -> Scalar {
        switch strategy {
        case .constant: return try constant(for: field)
        case .mode: return Self.mode(column, weights) ?? Self.placeholder(field.type)
        case .median, .mean, .knn:
            guard field.type.isCountable else {
                throw Failure(
                    "E535",
                    "'\(field.name)' holds \(field.type) and has no \(strategy.rawValue)",
                    hint: "use strategy: \"mode\" for it")
            }
            let statistics = Statistics(column.doubles(), weights: weights)
            return .double((strategy == .mean ? statistics.mean : statistics.median) ?? 0)
        }
    }

    private func constant(for field: Field) throws(Failure) -> Scalar {
        let fits =
            field.type.isText
            ? fillValue.text != nil
            : field.type.isCountable ? fillValue.number != nil : fillValue.type == field.type
        guard fits else {
            throw Failure(
                "E535",
                "impute can't fill \(fillValue.literal) into '\(field.name)', a \(field.type)",
                hint: "impute columns of other types in a step of their own")
        }
        return field.type.isCountable ? .double(fillValue.number ?? 0) : fillValue
    }

    /// The value with the greatest weight; the smallest of equals.
    private static func mode(_ column: Column, _ weights: [Double]?) -> Scalar? {
        let (codes, levels) = column.encoded()
        var weightOf = [Double](repeating: 0, count: levels.count)
        var firstRow = [Int](repeating: 0, count: levels.count)
        for row in codes.indices.reversed() where codes[row] >= 0 {
            weightOf[Int(codes[row])] += weights?[row] ?? 1
            firstRow[Int(codes[row])] = row
        }
        guard let most = weightOf.max(), let level = weightOf.firstIndex(of: most) else {
            return nil
        }
        return column[firstRow[level]]
    }

    private static func placeholder(_ type: ColumnType) -> Scalar {
        type.isText ? .string("missing") : type.isCountable ? .double(0) : .null
    }
}
