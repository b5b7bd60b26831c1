import Foundation
import SegIdentity

extension Data {
    /// BLAKE2b-256 of the bytes in hexadecimal digits.
    var contentDigest: String { withUnsafeBytes(ContentHash.digest) }
}
