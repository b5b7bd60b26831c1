import Foundation
import SegDisplay
import Synchronization

/// The images that a session's terminal draws; found out when the first is to be drawn.
public final class ImageTerminal: Sendable {
    private let environment: [String: String]
    private let cell: @Sendable () -> CellSize
    private let question: TerminalQuestion
    private let typedIsRead = Mutex(false)

    /// - Parameters:
    ///   - environment: the variables of the terminal.
    ///   - question: asks the terminal.
    ///   - cell: the size of a cell, asked anew for each image, since fonts change.
    public init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        question: TerminalQuestion = TerminalQuestion(),
        cell: @escaping @Sendable () -> CellSize = { CellSize.detected() }
    ) {
        self.environment = environment
        self.question = question
        self.cell = cell
    }

    /// Says that what is typed while the terminal is asked will be read: without that it isn't asked.
    @discardableResult public func readsTyped() -> TerminalQuestion {
        typedIsRead.withLock { $0 = true }
        return question
    }

    /// The images to draw as a setting has it; nil for none.
    public func images(_ setting: ConsoleSettings.Pictures) -> TerminalImages? {
        guard let format = format(setting) else { return nil }
        return TerminalImages(format, background: answer?.background ?? Self.background(environment), cell: cell())
    }

    private func format(_ setting: ConsoleSettings.Pictures) -> ImageProtocol? {
        switch setting {
        case .blocks: return nil
        case .kitty: return .kitty
        case .sixel: return .sixel
        case .auto: break
        }
        switch ImageProtocol.claim(environment) {
        case .draws(let format): return format
        case .none: return nil
        case .unknown: return answer?.drawsSixels == true ? .sixel : nil
        }
    }

    private var answer: TerminalAnswer? { typedIsRead.withLock { $0 } ? question.answer() : nil }

    /// The background by the variable of rxvt and others, whose last part is one of sixteen colours, or dark.
    private static func background(_ environment: [String: String]) -> RGBColour {
        let last = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        return last == 7 || last == 15 ? .light : .dark
    }
}
