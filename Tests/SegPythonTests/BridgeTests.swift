import SegFrame
import SegPython
import Testing

@Suite(.serialized) struct BridgeTests {
    private func evaluate(_ code: String) throws -> PythonValue {
        let runtime = try PythonRuntime.shared()
        let result = try runtime.helper(
            "run_cell",
            [.string(code), .string("<test>"), .int(0), .dictionary([]), .list([])])
        guard case .list(let parts) = result else { return .none }
        return parts[1]
    }

    @Test func scalarsCross() throws {
        guard case .int(3) = try evaluate("1 + 2") else { throw TestError() }
    }

    struct TestError: Error {}
}
