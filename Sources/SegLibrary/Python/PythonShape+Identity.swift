import SegFrame
import SegIdentity
import SegPython

extension PythonShape {
    /// A digest of it: what a Python cell is given depends on it.
    var identity: String { ContentHash.digest(of: [text, labels?.identity ?? ""]) }
}
