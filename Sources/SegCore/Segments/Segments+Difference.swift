extension Segments {
    /// How this tree routes rows otherwise than an earlier one, a line a node: `+ JFK/B6, where carrier is "B6"`, `− LGA`,
    /// `~ EWR, where .distance < 300; before where .distance < 200`. Empty for trees that route alike.
    public func differences(from earlier: Segments) -> [String] {
        guard contentHash != earlier.contentHash else { return [] }
        let (routes, former) = (self.routes, earlier.routes)
        let before = Dictionary(former) { first, _ in first }
        let now = Set(routes.map(\.path))
        var lines: [String] = []
        for (path, route) in routes {
            if let old = before[path] {
                if old != route { lines.append("~ \(path), \(route); before \(old)") }
            } else {
                lines.append("+ \(path), \(route)")
            }
        }
        lines += former.filter { !now.contains($0.path) }.map { "− \($0.path)" }
        for (name, value, old) in [("min_rows", minRows, earlier.minRows), ("min_class", minClass, earlier.minClass)] where value != old {
            lines.append("~ \(name): \(value); before \(old)")
        }
        return lines.isEmpty ? ["~ the order of the rules"] : lines
    }

    /// For each node but the root which of its parent's rows it takes.
    private var routes: [(path: String, route: String)] {
        nodes.flatMap { node -> [(String, String)] in
            switch node.split {
            case .values(let column, let children)?:
                children.map { (nodes[$0.node].path, "where \(column) is \($0.value.literal)") }
            case .rules(let branches, let otherwise)?:
                branches.map { (nodes[$0.node].path, "where \($0.rule)") } + (otherwise.map { [(nodes[$0].path, "otherwise")] } ?? [])
            case nil: []
            }
        }
    }
}
