import Foundation
import SegDiagnostics
import SegLibrary
import SegVM

/// The run that is gone on with: the last of a notebook, where that did not come to a good end.
struct RunResumption: Sendable {
    let header: RunHeader
    /// How many cells were done, of how many.
    private let done: Int
    private let count: Int

    /// E684 where there is no run to go on with.
    init(_ workspace: Workspace, notebook: String) throws(Failure) {
        let path = URL(fileURLWithPath: notebook).standardizedFileURL.path
        for id in workspace.runs.reversed() {
            guard let record = try? JournalReader.record(folder: workspace.folder(ofRun: id)),
                record.header.path == path
            else { continue }
            guard !RunJournal.isLive(folder: workspace.folder(ofRun: id)) else {
                throw Failure(
                    "E684", "run \(id) of \"\(notebook)\" is still going on", hint: "wait for its end, or stop it first")
            }
            guard record.status != .done else {
                throw Failure(
                    "E684", "the last run of \"\(notebook)\", \(id), came to its end",
                    hint: "leave out --resume: what is known is not run again anyway")
            }
            header = record.header
            done = record.cells.count { $0.status == .done }
            count = record.cells.count
            return
        }
        throw Failure("E684", "there is no run of \"\(notebook)\" to resume")
    }

    /// The parameters that the run had. E683 where the notebook has others now.
    func parameters(of plan: NotebookPlan) throws(Failure) -> [String: Value] {
        let names = plan.parameters.map(\.name)
        guard names.sorted() == header.parameters.map(\.name).sorted() else {
            throw Failure(
                "E683", "the notebook's parameters are not those of run \(header.id)",
                hint: "run it without --resume")
        }
        var values: [String: Value] = [:]
        for parameter in header.parameters {
            guard let value = parameter.stored.flatMap(ValueArchive.value) else {
                throw Failure("E683", "the value of '\(parameter.name)' in run \(header.id) can't be read")
            }
            values[parameter.name] = value
        }
        return values
    }

    func tell(changed: Bool) {
        Terminal.write("resumes \(header.id): \(done) of \(count) cells were done")
        if changed { Terminal.write("the notebook was changed since then: cells that are concerned run again") }
    }
}
