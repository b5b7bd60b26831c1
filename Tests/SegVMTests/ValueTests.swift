import SegVM
import Testing

@Suite("Values")
struct ValueTests {
    @Test("a value is 16 bytes: the payload, then the tag")
    func layout() {
        #expect(MemoryLayout<Value>.stride == 16)
        #expect(MemoryLayout<Value>.size == 9)
        let list = ListObject([.int(1)])
        let value = Value.list(list)
        withUnsafeBytes(of: value) { bytes in
            let pointer = bytes.loadUnaligned(as: UnsafeRawPointer.self)
            #expect(pointer == UnsafeRawPointer(Unmanaged.passUnretained(list).toOpaque()))
        }
    }

    /// The machine tells values with objects from others by one comparison of their tags.
    @Test("the cases with objects have tags 0 to 7, the others bit 3, and an Int 9")
    func tags() {
        let text = StringObject("a")
        let objects: [Value] = [
            .string(text), .list([]), .dictionary(DictionaryObject()), .host(HostObject()),
        ]
        let others: [Value] = [
            .absent, .null, .bool(true), .int(-1), .double(0.5), .duration(3), .date(7),
        ]
        func tag(_ value: Value) -> UInt8 {
            withUnsafeBytes(of: value) { $0.load(fromByteOffset: 8, as: UInt8.self) }
        }
        #expect(objects.map(tag) == [0, 1, 2, 7])
        #expect(others.allSatisfy { tag($0) & 8 != 0 })
        #expect(tag(.int(-1)) == 9)
    }

    @Test("dictionaries keep the order of insertion and find numbers that are equal")
    func dictionary() {
        let dictionary = DictionaryObject()
        for index in 0..<1000 { dictionary.set(.int(999 - index), to: .int(index)) }
        #expect(dictionary.count == 1000)
        #expect(dictionary.keys.first?.asInt == 999)
        #expect(dictionary[.double(5)]?.asInt == 994)
        #expect(dictionary["x"] == nil)
    }

    @Test("text counts scalars and compares bytes")
    func text() {
        let text = StringObject("naïve")
        #expect(text.count == 5)
        #expect(text.slice(2, 3).text == "ï")
        #expect(StringObject("é") != StringObject("e\u{301}"))
        #expect(StringObject("a") < StringObject("ab"))
    }

    @Test("random streams depend on seed, name and count alone")
    func random() {
        let first = RandomStream(seed: 7, name: "cell")
        let second = RandomStream(seed: 7, name: "cell")
        let other = RandomStream(seed: 7, name: "other")
        let draws = (0..<5).map { _ in first.next() }
        #expect(draws == (0..<5).map { _ in second.next() })
        #expect(draws != (0..<5).map { _ in other.next() })
        #expect((0..<1000).allSatisfy { _ in first.below(3) < 3 })
    }

    @Test(
        "dates survive the way to day numbers and back",
        arguments: [-719_162, -1, 0, 59, 19_782, 2_932_896])
    func dates(day: Int) { #expect(CalendarDate(day: day).number == day) }
}
