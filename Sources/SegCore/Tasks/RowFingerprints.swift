import SegDiagnostics
import SegFrame

/// A small hash of each row over some columns, by which rows are recognised in another table.
///
/// Equal rows have equal fingerprints on every machine; numbers count by value, text by its bytes.
public enum RowFingerprints {
    public static func make(_ table: Table, columns: [String]) throws(Failure) -> [UInt64] {
        var hashes = [UInt64](repeating: 0x5E67_6E62_0000_0001, count: table.rowCount)
        for name in columns {
            let column = try table.column(name)
            if column.type.isText {
                mixText(column, into: &hashes)
            } else {
                mixNumbers(column.doubles(), into: &hashes)
            }
        }
        return hashes
    }

    private static func mixText(_ column: Column, into hashes: inout [UInt64]) {
        let (codes, levels) = column.encoded()
        let levelHashes = levels.map { StableHash.of($0) }
        for row in hashes.indices {
            let value = codes[row] < 0 ? 0x6D69_7373 : levelHashes[Int(codes[row])]
            hashes[row] = StableHash.mix(hashes[row] &* 31 &+ value)
        }
    }

    private static func mixNumbers(_ values: [Double], into hashes: inout [UInt64]) {
        for row in hashes.indices {
            let value = values[row]
            let bits = value.isNaN ? 0x6D69_7373 : (value == 0 ? 0 : value).bitPattern
            hashes[row] = StableHash.mix(hashes[row] &* 31 &+ bits)
        }
    }
}

/// Hashes that are the same in every process and on every machine.
public enum StableHash {
    /// FNV-1a over the UTF-8 bytes, mixed at the end.
    public static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mix(hash)
    }

    /// 32 hexadecimal digits for a sequence of texts, each counted with its length.
    public static func hexadecimal(_ parts: [String]) -> String {
        var low: UInt64 = 0x9E37_79B9_7F4A_7C15
        var high: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        for part in parts {
            let hash = of(part) &+ UInt64(part.utf8.count)
            low = mix(low ^ hash)
            high = mix(high &* 31 &+ hash &+ low)
        }
        return [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    @inlinable public static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
