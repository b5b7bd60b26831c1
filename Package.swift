// swift-tools-version: 6.1
import PackageDescription

/// Targets whose code must be fast even in a debug build: kernels and the virtual machine.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "segnb",
    products: [.executable(name: "segnb", targets: ["segnb"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The language
        .target(name: "SegDiagnostics", swiftSettings: optimised),
        .target(name: "SegIdentity", swiftSettings: optimised),
        .target(name: "SegSyntax", dependencies: ["SegDiagnostics"], swiftSettings: optimised),
        .target(name: "SegVM", dependencies: ["SegDiagnostics", "SegIdentity", "SegSyntax"], swiftSettings: optimised),
        // Data and models, without the language
        .target(name: "CDuckDB", path: "Sources/C/DuckDB"),
        .target(name: "CSQLite", path: "Sources/C/SQLite"),
        .systemLibrary(name: "CArrow", path: "Sources/C/Arrow"),
        .target(
            name: "SegFrame", dependencies: ["SegDiagnostics", "SegIdentity", "CDuckDB", "CSQLite", "CArrow"],
            swiftSettings: optimised),
        .target(name: "SegTensor", dependencies: ["SegDiagnostics"], swiftSettings: optimised),
        .target(name: "SegCore", dependencies: ["SegDiagnostics", "SegIdentity", "SegFrame", "SegTensor"], swiftSettings: optimised),
        .target(name: "SegSteps", dependencies: ["SegCore"], swiftSettings: optimised),
        .target(name: "SegLearners", dependencies: ["SegCore"], swiftSettings: optimised),
        .target(name: "SegStudies", dependencies: ["SegCore", "SegIdentity"], swiftSettings: optimised),
        .systemLibrary(name: "CPosix", path: "Sources/C/Posix"),
        .target(
            name: "SegStore",
            dependencies: ["SegCore", "SegIdentity", "CPosix"]),
        .systemLibrary(
            name: "CMarkdown", path: "Sources/C/Markdown",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(
            name: "SegDisplay", dependencies: ["SegDiagnostics", "SegFrame", "CMarkdown"],
            // Linked statically: nothing to load at the start, nothing to install beside the program.
            linkerSettings: [.linkedLibrary(":libcmark-gfm-extensions.a"), .linkedLibrary(":libcmark-gfm.a")]),
        .target(name: "CPython", path: "Sources/C/Python"),
        .target(
            name: "SegPython", dependencies: ["SegCore", "CPython", "CArrow"],
            resources: [.embedInCode("Helper")], swiftSettings: optimised),
        // Where the two meet
        .target(
            name: "SegLibrary",
            dependencies: ["SegVM", "SegIdentity", "SegCore", "SegSteps", "SegLearners", "SegStudies", "SegStore", "SegDisplay", "SegPython"],
            resources: [.embedInCode("StandardLibrary")]),
        .target(
            name: "SegNotebook",
            dependencies: ["SegSyntax", "SegIdentity", "SegCore", "SegStudies", "SegLibrary", "SegStore", "SegDisplay", "SegPython", .product(name: "Yams", package: "Yams")]),
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
        .testTarget(name: "SegPythonTests", dependencies: ["SegPython"]),
        .testTarget(name: "SegStudiesTests", dependencies: ["SegStudies"]),
        // Runs the program as a user does.
        .testTarget(name: "SegnbTests", dependencies: ["segnb"]),
        // Drives the program in a terminal too.
        .testTarget(name: "SegConsoleTests", dependencies: ["SegConsole", "segnb"], exclude: ["Terminal/Golden"]),
    ],
    swiftLanguageModes: [.v6]
)
