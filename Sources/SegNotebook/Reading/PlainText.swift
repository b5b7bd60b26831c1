import Foundation

extension Data {
    /// The text of a file in UTF-8, without the byte order mark that some programs write.
    var plainText: String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return String(decoding: starts(with: mark) ? dropFirst(mark.count) : self, as: UTF8.self)
    }
}
