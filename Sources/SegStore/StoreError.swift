import SegDiagnostics

/// The texts of the errors of model files and the store, in one place.
enum StoreError {
    static func notFound(_ path: String) -> Failure {
        Failure(
            "E702", "there is no model at '\(path)'", hint: "save(model, \"\(path)\") makes one")
    }

    static func damaged(_ path: String, _ what: String) -> Failure {
        Failure(
            "E703", "the model file '\(path)' is damaged: \(what)",
            hint: "copy it again from where it was saved, or train the model again")
    }

    static func foreign(_ path: String) -> Failure {
        Failure(
            "E704", "'\(path)' is no model that segnb saved",
            hint: "models are folders that save and publish make")
    }

    static func newer(_ path: String, _ producer: String) -> Failure {
        Failure(
            "E705", "the model '\(path)' was saved by a later version, \(producer)",
            hint: "load it with that version")
    }

    static func otherKind(_ path: String, _ found: String, _ wanted: String) -> Failure {
        Failure("E705", "'\(path)' holds a \(found), not a \(wanted)")
    }

    static func unwritable(_ path: String, _ reason: String) -> Failure {
        Failure(
            "E706", "'\(path)' can't be written: \(reason)",
            hint: "see to the folder's rights and the space on the disk")
    }

    static func unreadable(_ path: String, _ reason: String) -> Failure {
        Failure("E706", "'\(path)' can't be read: \(reason)")
    }

    static func inTheWay(_ path: String) -> Failure {
        Failure(
            "E706", "'\(path)' is there already and is no model, so it isn't replaced",
            hint: "save under another name")
    }

    static func unencodable(_ kind: String, _ reason: String) -> Failure {
        Failure("E706", "this \(kind) can't be saved: \(reason)")
    }

    static func badName(_ name: String) -> Failure {
        Failure(
            "E707", "a model can't be published as '\(name)'",
            hint: "use letters, digits, '-', '_' and '.', starting with a letter or digit")
    }

    static func unknownModel(_ name: String, among names: [String]) -> Failure {
        let listed =
            names.isEmpty
            ? "nothing is published yet" : "published: " + names.joined(separator: ", ")
        let path = name.contains(".") ? "a path to a model ends in .segmodel, or holds a '/'" : nil
        return Failure(
            "E708", "no model is published as '\(name)'",
            hint: Suggestion.hint(for: name, among: names) ?? path ?? listed)
    }

    static func unknownVersion(_ name: String, _ wanted: String, _ known: String) -> Failure {
        Failure("E708", "'\(name)' has no version '\(wanted)'", hint: "it has \(known)")
    }

    static func notLive(_ name: String, _ known: String) -> Failure {
        Failure(
            "E708", "no version of '\(name)' is live",
            hint: "name one of \(known), as \"\(name)@1\"")
    }
}
