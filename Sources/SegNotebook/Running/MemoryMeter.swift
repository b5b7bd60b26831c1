import Foundation

/// The process's largest resident memory, measured from a moment on.
enum MemoryMeter {
    /// Begins anew from the memory that is resident now (Linux: `clear_refs`).
    static func reset() {
        guard let file = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// The peak since the last reset, in bytes; nil where the system doesn't tell.
    static var peak: Int? {
        guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("VmHWM:") {
            return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
        }
        return nil
    }
}
