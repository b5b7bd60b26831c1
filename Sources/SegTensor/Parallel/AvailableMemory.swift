import Glibc

/// The memory that the process may still take.
public enum AvailableMemory {
    /// Bytes that are free on the machine, and that the process lacks to the limits of its control group and its own; nil where the system doesn't tell.
    public static var bytes: Int? {
        // What the group keeps of files it has read is given up when memory is asked for, and counts as used: only its limit is certain.
        let group = number("/sys/fs/cgroup/memory.max").map { most in max(0, most - (ResidentMemory.bytes ?? 0)) }
        return [free, group, addresses].compactMap { $0 }.min()
    }

    /// What the system says it can give without swapping.
    private static var free: Int? {
        guard let file = fopen("/proc/meminfo", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(separator: " ")
            if words.first == "MemAvailable:", words.count > 1 { return Int(words[1]).map { $0 * 1024 } }
        }
        return nil
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
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 64)
        guard fgets(&text, Int32(text.count), file) != nil else { return nil }
        return Int(String(decoding: text.prefix { $0 >= 48 && $0 <= 57 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
}
