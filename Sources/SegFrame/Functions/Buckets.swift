import SegDiagnostics

extension ColumnFunction {
    static let buckets: [ColumnFunction] = [cut, bucket, rowRandom]

    private static let cut = elementwise(
        "cut", [.column("x", .number), .several("edges", .number)],
        "The range between ascending edges that a number lies in, as a category: "
            + "cut(.age, 18, 65) gives '< 18', '18 ..< 65' and '>= 65', in this order where it is sorted.",
        type: .computed { arguments throws(Failure) in
            for edge in arguments.dropFirst() where !edge.isLiteral {
                throw FrameError.types("the edges of 'cut' are numbers, not '\(edge.expression)'")
            }
            return .category
        }
    ) { call throws(Failure) in
        let edges = try edges(of: call)
        let codes = Kernel.map(call.arguments[0].doubles, call.count) { value in
            Int32(edges.firstIndex { value < $0 } ?? edges.count)
        }
        return Column(
            codes: codes, levels: RangeLabel.labels(between: edges), validity: call.arguments[0].validity(call.count))
    }

    private static func edges(of call: FunctionCall) throws(Failure) -> [Double] {
        var edges: [Double] = []
        for argument in call.arguments.dropFirst() {
            guard case .constant(let value) = argument, let edge = value.number,
                edge > edges.last ?? -.infinity
            else {
                throw Failure("E408", "the edges of 'cut' must ascend", hint: "sort them")
            }
            edges.append(edge)
        }
        return edges
    }

    private static let bucket = elementwise(
        "bucket", [.column("x", .number), .constant("width", .number)],
        "The lower end of the range of this width that a number lies in: bucket(37, 10) is 30.",
        type: .computed { arguments in
            let types = arguments.map(\.type)
            return types.allSatisfy { $0 == .int64 } ? .int64 : .float64
        }
    ) { call throws(Failure) in
        guard let width = call.constant("width").number, width > 0 else {
            throw Failure("E408", "the width of 'bucket' must be above 0")
        }
        let operand = call.arguments[0]
        let valid = operand.validity(call.count)
        if call.type == .int64, let width = Int64(exactly: width) {
            let values = Kernel.map(operand.integers, call.count) {
                $0.subtractingReportingOverflow($0.flooredRemainder(by: width)).partialValue
            }
            return Column(int64: values, validity: valid)
        }
        let values = Kernel.map(operand.doubles, call.count) { ($0 / width).rounded(.down) * width }
        return Column(float64: values, validity: valid)
    }

    private static let rowRandom = elementwise(
        "row_random", [.constant("seed", .number, default: .int(0))],
        "A number in 0 ..< 1 for each row, uniform: a function of the seed and the row's number.",
        usesRowNumber: true, type: .fixed(.float64)
    ) { call throws(Failure) in
        let seed = try call.integer("seed", in: Int.min...Int.max)
        let random = CounterRandom(key: UInt64(bitPattern: Int64(seed)))
        return Column(
            float64: Buffer(count: call.count) { target in
                for row in target.indices { target[row] = random.uniform(UInt64(row)) }
            })
    }
}
