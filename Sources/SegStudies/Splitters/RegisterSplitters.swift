import SegCore

/// Adds all splitters to a registry.
public func registerSplitters(_ registry: inout ModuleRegistry) {
    registry.add(splitter: KFold.self)
    registry.add(splitter: HoldOut.self)
    registry.add(splitter: TimeFolds.self)
    registry.add(splitter: Latest.self)
    registry.add(splitter: LeaveOut.self)
    registry.add(splitter: Given.self)
}
