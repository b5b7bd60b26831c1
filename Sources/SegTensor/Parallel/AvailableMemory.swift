import Glibc

/// The memory that the process may still take.
public enum AvailableMemory {
    /// Bytes that are free on the machine, and that the process lacks to the limits of its control group and its own; nil where the system doesn't tell.
    public static var bytes: Int? {
        // What the group keeps of files it has read is given up when memory is asked for, and counts as used: only its limit is certain.
        let groups = lines(of: "/proc/self/cgroup").flatMap(limitFiles).compactMap(number).min()
        let group = groups.map { most in max(0, most - (ResidentMemory.bytes ?? 0)) }
        return [free, group, addresses].compactMap { $0 }.min()
    }

    /// What the system says it can give without swapping.
    private static var free: Int? {
        let words = lines(of: "/proc/meminfo").map { $0.split(separator: " ") }.first { $0.first == "MemAvailable:" }
        return words.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 1024 }
    }

    /// Where the limits of a control group and of those around it are written, for a line of `/proc/self/cgroup`: `0::/a/b` in the
    /// second version of control groups, `4:memory:/a/b` in the first. A container sees its own group at the root.
    private static func limitFiles(of line: String) -> [String] {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else { return [] }
        let (root, file) =
            parts[1].isEmpty ? ("/sys/fs/cgroup", "memory.max") : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
        var folders = [root]
        for name in parts[2].split(separator: "/") { folders.append("\(folders[folders.count - 1])/\(name)") }
        return folders.map { "\($0)/\(file)" }
    }

    /// What `ulimit -v` leaves.
    private static var addresses: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max),
            let pages = number("/proc/self/statm")
        else { return nil }
        return max(0, Int(limit.rlim_cur) - pages * sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The number that a file begins with; nil for a word such as `max`.
    private static func number(_ path: String) -> Int? {
        lines(of: path, atMost: 1).first.flatMap { line in Int(line.prefix { $0.isNumber }) }
    }

    /// The lines of a file that the system makes up, without their ends; none where there is no such file.
    private static func lines(of path: String, atMost most: Int = .max) -> [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var lines: [String] = []
        var text = [CChar](repeating: 0, count: 4096)
        while lines.count < most, fgets(&text, Int32(text.count), file) != nil {
            lines.append(String(decoding: text.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return lines
    }
}
