import Crypto
import Foundation

/// SHA-256 of bytes, as lower-case hexadecimal digits.
enum Digest {
    static func sha256(_ bytes: Data) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = ""
        for byte in SHA256.hash(data: bytes) {
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return text
    }
}
