import SegConsole
import Testing

/// `:bg` and its kin.
struct BackgroundTests {
    private let prompt = Transcript()

    @Test func theResultLandsUnderAName() {
        _ = prompt.session.submit("let base = [1, 2, 3]")
        #expect(prompt.session.perform(":bg let twice = base.map({ $0 * 2 }); print(\"hello\"); twice.sum()").status == .done)
        #expect(prompt.session.perform(":wait bg1").status == .done)
        let said = prompt.said
        #expect(said.contains("bg1  hello") && said.contains("bg1 done after"), "\(said)")
        #expect(prompt.show("[bg1, twice[2]]") == "[12, 6]\n")
        #expect(prompt.perform(":jobs").contains("done"))
    }

    @Test func namesAreThoseOfItsBeginning() {
        _ = prompt.session.submit("var list = [1]")
        _ = prompt.session.perform(":bg list.append(2); list.count()")
        _ = prompt.session.submit("let other = list.append(5)")
        _ = prompt.session.perform(":wait")
        #expect(prompt.show("bg1") == "2\n")
    }

    @Test func variablesAreTheSessions() {
        _ = prompt.session.submit("var n = 1")
        _ = prompt.session.perform(":bg n + 10")
        _ = prompt.session.submit("n = 55")
        _ = prompt.session.perform(":wait")
        #expect(!prompt.said.contains("n (Int)"))
        #expect(prompt.show("[n, bg1]") == "[55, 11]\n")
        _ = prompt.session.submit("n = 56")
        #expect(prompt.show("n") == "56\n")
    }

    @Test func oneIsStoppedAndGivesNothing() {
        _ = prompt.session.perform(":bg let gone = 1; while true {}")
        #expect(prompt.perform(":jobs").contains("running"))
        #expect(prompt.session.perform(":stop bg1").status == .done)
        #expect(prompt.said.contains("bg1 stopped after"))
        #expect(prompt.session["gone"] == nil)
        #expect(prompt.session.perform(":stop bg1").status == .refused)
        #expect(prompt.said.contains("has ended already"))
    }

    @Test func errorsAreTold() {
        _ = prompt.session.perform(":bg [1][7]")
        #expect(prompt.session.perform(":wait").status == .failed)
        let said = prompt.said
        #expect(said.contains("bg1:1:") && said.contains("bg1 failed after"), "\(said)")
        #expect(prompt.session.perform(":bg nope + 1").status == .refused)
        _ = prompt.session.submit("1")
        #expect(prompt.session.perform(":bg _ + 1").status == .refused)
        #expect(prompt.said.contains("give the value a name first"))
        #expect(prompt.session.perform(":wait bg7").status == .refused)
    }

    @Test func undoAndSaveKnowIt() throws {
        let folder = try TemporaryFolder()
        let prompt = Transcript(folder: folder.path)
        _ = prompt.session.perform(":bg let a = 4\na + 1")
        _ = prompt.session.perform(":wait")
        _ = prompt.session.perform(":save s.segnb")
        #expect(try folder.read("s.segnb").contains("let a = 4\nlet bg1 = a + 1"))
        _ = prompt.session.perform(":undo")
        #expect(prompt.session["a"] == nil && prompt.session["bg1"] == nil)
    }

    @Test func aPipeWaitsForThem() {
        #expect(prompt.session.submitAll(":bg print(\"late\")\n1 + 1\n") == .done)
        #expect(prompt.shown == "2\n")
        #expect(prompt.said.contains("bg1  late"))
    }
}
