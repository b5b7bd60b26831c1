import SegFrame
import SegVM

extension NativeDeclaration {
    /// The builtin as it is, save that columns which learned from rows remember where it was called.
    var placingMarks: NativeDeclaration {
        guard result == "Table" else { return self }
        let original = body
        return NativeDeclaration(
            name, group: group, summary, parameters: parameters, openLabels: openLabels, isVariadic: isVariadic, result: result,
            effect: effect, dispatchesOnAnyArgument: dispatchesOnAnyArgument, examples: examples
        ) { arguments, context in
            let value = try original(arguments, context)
            guard let table = (value.asHost as? TableValue)?.table, table.marks.contains(where: { $0.place == nil }),
                let span = context.callSpan
            else { return value }
            var placed = table
            let place = "\(span.file.name):\(span.file.position(of: span.range.lowerBound).line)"
            placed.marks = table.marks.map { mark in
                var mark = mark
                mark.place = mark.place ?? place
                return mark
            }
            return .table(placed)
        }
    }
}
