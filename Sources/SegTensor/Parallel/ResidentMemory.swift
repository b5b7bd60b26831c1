import Glibc

/// The process's memory as the system counts it.
public enum ResidentMemory {
    /// Bytes resident now; nil where the system doesn't tell.
    public static var bytes: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var size = 0
        var resident = 0
        let found = withUnsafeMutablePointer(to: &size) { first in
            withUnsafeMutablePointer(to: &resident) { second in
                withVaList([first, second]) { vfscanf(file, "%ld %ld", $0) }
            }
        }
        return found == 2 ? resident * sysconf(Int32(_SC_PAGESIZE)) : nil
    }
}
