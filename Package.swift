// swift-tools-version: 6.1
import PackageDescription

/// Targets whose code must be fast even in a debug build: kernels and the virtual machine.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The code generator ends each instruction of the machine's loop with its own jump to the next one, which is what makes the
/// loop fast, but gives up where there are many instructions unless these limits are raised.
let threaded: [SwiftSetting] = [
    .unsafeFlags(["-Xllvm", "-tail-dup-pred-size=1000", "-Xllvm", "-tail-dup-succ-size=1000"])
]

let package = Package(
    name: "segnb",
    products: [.executable(name: "segnb", targets: ["segnb"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The language
        .target(name: "SegDiagnostics", swiftSettings: optimised),
        .target(name: "SegSyntax", dependencies: ["SegDiagnostics"], swiftSettings: optimised),
        .target(name: "SegVM", dependencies: ["SegDiagnostics", "SegSyntax"], swiftSettings: optimised + threaded),
        // Data and models, without the language
        .target(name: "CDuckDB", path: "Sources/C/DuckDB"),
        .target(name: "CSQLite", path: "Sources/C/SQLite"),
        .systemLibrary(name: "CArrow", path: "Sources/C/Arrow"),
        .target(
            name: "SegFrame", dependencies: ["SegDiagnostics", "CDuckDB", "CSQLite", "CArrow"], swiftSettings: optimised),
        .target(name: "SegTensor", dependencies: ["SegDiagnostics"], swiftSettings: optimised),
        .target(name: "SegCore", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor"], swiftSettings: optimised),
        .target(name: "SegSteps", dependencies: ["SegCore"], swiftSettings: optimised),
        .target(name: "SegLearners", dependencies: ["SegCore"], swiftSettings: optimised),
        .target(name: "SegStudies", dependencies: ["SegCore"], swiftSettings: optimised),
        .systemLibrary(name: "CPosix", path: "Sources/C/Posix"),
        .target(
            name: "SegStore",
            dependencies: ["SegCore", "CPosix", .product(name: "Crypto", package: "swift-crypto")]),
        .systemLibrary(
            name: "CMarkdown", path: "Sources/C/Markdown",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(
            name: "SegDisplay", dependencies: ["SegDiagnostics", "SegFrame", "CMarkdown"],
            // Linked statically: nothing to load at the start, nothing to install beside the program.
            linkerSettings: [.linkedLibrary(":libcmark-gfm-extensions.a"), .linkedLibrary(":libcmark-gfm.a")]),
        // Where the two meet
        .target(
            name: "SegLibrary",
            dependencies: ["SegVM", "SegCore", "SegSteps", "SegLearners", "SegStudies", "SegStore", "SegDisplay"],
            resources: [.embedInCode("StandardLibrary")]),
        .target(
            name: "SegNotebook",
            dependencies: ["SegSyntax", "SegLibrary", "SegDisplay", .product(name: "Yams", package: "Yams")]),
        .systemLibrary(
            name: "CEdit", path: "Sources/C/Edit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "SegConsole", dependencies: ["SegNotebook", "CEdit"]),
        .executableTarget(
            name: "segnb",
            dependencies: [
                "SegNotebook", "SegConsole", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "SegDiagnosticsTests", dependencies: ["SegDiagnostics"]),
        .testTarget(name: "SegSyntaxTests", dependencies: ["SegSyntax"]),
        .testTarget(name: "SegVMTests", dependencies: ["SegVM", "SegSyntax", "SegDiagnostics"]),
        .testTarget(name: "SegFrameTests", dependencies: ["SegFrame", "SegDiagnostics"]),
        .testTarget(name: "SegStoreTests", dependencies: ["SegStore", "SegSteps"]),
        .testTarget(name: "SegStepsTests", dependencies: ["SegSteps"]),
        .testTarget(name: "SegSourcesTests", dependencies: ["SegFrame", "SegDiagnostics", "CArrow"]),
        .testTarget(
            name: "SegDisplayTests", dependencies: ["SegDisplay", "SegFrame", "SegDiagnostics"], exclude: ["Golden"]),
        .testTarget(name: "SegLearnersTests", dependencies: ["SegLearners"]),
        .testTarget(name: "SegStudiesTests", dependencies: ["SegStudies"]),
        // Runs the program as a user does.
        .testTarget(name: "SegnbTests", dependencies: ["segnb"]),
        .testTarget(name: "SegConsoleTests", dependencies: ["SegConsole"]),
    ],
    swiftLanguageModes: [.v6]
)
