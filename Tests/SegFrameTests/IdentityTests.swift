import SegFrame
import Testing

@Suite struct IdentityTests {
    @Test func identityIsOfContentNotOfMemory() throws {
        let whole = try Table([
            "s": Column(strings: ["x", "ab", nil, "é"]),
            "b": Column(bools: [true, nil, false, true]),
            "n": Column(doubles: [1, 2, .nan, 4]),
        ])
        #expect(whole.slice(1..<4).identity == whole.taking([1, 2, 3]).identity)
        #expect(whole.identity.utf8.count == 64)
        #expect(
            try Table.concatenated([whole.slice(0..<2), whole.slice(2..<4)]).identity
                == whole.identity)
    }

    @Test func whatDiffersHasAnotherIdentity() throws {
        let column = Column(ints: [1, 2])
        let table = try Table(["a": column])
        let others = try [
            Table(["b": column]), Table(["a": Column(doubles: [1, 2])]),
            Table(["a": Column(ints: [1, 3])]), table.settingKind("a", .id),
            Table(["a": Column(ints: [1, 2], missing: [false, true])]), table.head(1),
            Table(["a": Column(strings: ["ab", "c"])]), Table(["a": Column(strings: ["a", "bc"])]),
        ]
        #expect(Set(([table] + others).map(\.identity)).count == others.count + 1)
    }

    /// From Python: `hashlib.blake2b(bytes(16), digest_size=32)`; an empty table gives two zeros of
    /// 64 bits.
    @Test func theHashIsBlake2b() throws {
        let expected = "94c1c088cc9453996779630ad3af45cbd92814828dd784cf2aa12df95d1b8afe"
        #expect(try Table([]).identity == expected)
    }
}
