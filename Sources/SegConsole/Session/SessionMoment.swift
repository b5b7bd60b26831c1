import SegSyntax
import SegVM

/// The session before an input.
struct SessionMoment {
    let input: String
    let names: Session.Snapshot
    let functions: FunctionSources
    let pieces: SavedPieces
    let uses: [(namespace: String, statement: Statement)]
    let hasShown: Bool
}
