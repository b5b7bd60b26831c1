// swift-tools-version: 6.1
import PackageDescription

/// Targets whose code must be fast even in a debug build: kernels and the virtual machine.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The machine's loop: each instruction ends in a jump of its own to the next one's code, which processors predict far
/// better than one jump that all share. Without the two limits LLVM shares one: a third slower, see Benchmarks/language.
let threaded: [SwiftSetting] = [
    .unsafeFlags(["-Xllvm", "-tail-dup-pred-size=1000", "-Xllvm", "-tail-dup-succ-size=1000"])
]

/// Each function by itself, so that the linker can lay those side by side that a start runs.
let separate: SwiftSetting = .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release))

/// What a start touches lies side by side, and addresses that are set at the start take an eighth of their usual room:
/// the program runs three small cells in 18 MiB instead of 25 (see Benchmarks/start).
let smallStart = [
    "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-warn-symbol-ordering",
    "-Xlinker", "--symbol-ordering-file=\(Context.packageDirectory)/Benchmarks/start/functions.order",
]

let package = Package(
    name: "segnb",
    products: [.executable(name: "segnb", targets: ["segnb"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    // Each target names all modules that it imports, also those that others bring along: else it isn't built again when
    // they change.
    targets: [
        // The language
        .target(name: "SegDiagnostics", swiftSettings: optimised),
        .target(name: "SegIdentity", swiftSettings: optimised),
        // Linked statically: nothing to load at the start, nothing to install beside the program.
        .target(name: "CRE2", path: "Sources/C/RE2", linkerSettings: [.linkedLibrary(":libre2.a")]),
        .target(name: "SegPatterns", dependencies: ["SegDiagnostics", "CRE2"], swiftSettings: optimised),
        .target(name: "SegSyntax", dependencies: ["SegDiagnostics"], swiftSettings: optimised),
        .target(name: "SegVM", dependencies: ["SegDiagnostics", "SegIdentity", "SegPatterns", "SegSyntax"],
            swiftSettings: optimised + threaded),
        // Data and models, without the language
        .target(name: "CDuckDB", path: "Sources/C/DuckDB"),
        .target(name: "CSQLite", path: "Sources/C/SQLite"),
        .systemLibrary(name: "CArrow", path: "Sources/C/Arrow"),
        .target(
            name: "SegFrame", dependencies: ["SegDiagnostics", "SegIdentity", "SegPatterns", "CDuckDB", "CSQLite", "CArrow"],
            swiftSettings: optimised),
        .target(name: "SegTensor", dependencies: ["SegDiagnostics"], swiftSettings: optimised),
        .target(name: "SegCore", dependencies: ["SegDiagnostics", "SegIdentity", "SegFrame", "SegTensor"], swiftSettings: optimised),
        .target(name: "SegSteps", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore"], swiftSettings: optimised),
        .target(name: "SegLearners", dependencies: ["SegDiagnostics", "SegIdentity", "SegFrame", "SegTensor", "SegCore"], swiftSettings: optimised),
        .target(name: "SegStudies", dependencies: ["SegDiagnostics", "SegIdentity", "SegFrame", "SegTensor", "SegCore"], swiftSettings: optimised),
        .systemLibrary(name: "CPosix", path: "Sources/C/Posix"),
        .target(
            name: "SegStore",
            dependencies: ["SegDiagnostics", "SegIdentity", "SegFrame", "SegCore", "CPosix"]),
        .systemLibrary(
            name: "CMarkdown", path: "Sources/C/Markdown",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "CImages", path: "Sources/C/Images"),
        .target(
            name: "SegDisplay", dependencies: ["SegDiagnostics", "SegFrame", "CImages", "CMarkdown", "CPosix"],
            // Linked statically: nothing to load at the start, nothing to install beside the program.
            linkerSettings: [.linkedLibrary(":libcmark-gfm-extensions.a"), .linkedLibrary(":libcmark-gfm.a")]),
        .target(name: "CPython", path: "Sources/C/Python"),
        .target(name: "CCrash", path: "Sources/C/Crash"),
        .target(
            name: "SegPython", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore", "CArrow", "CPython"],
            resources: [.embedInCode("Helper")], swiftSettings: optimised),
        // Where the two meet
        .target(
            name: "SegLibrary",
            dependencies: [
                "SegDiagnostics", "SegIdentity", "SegSyntax", "SegVM", "SegFrame", "SegTensor", "SegCore", "SegSteps",
                "SegLearners", "SegStudies", "SegStore", "SegDisplay", "SegPython",
            ],
            resources: [.embedInCode("StandardLibrary")]),
        .target(
            name: "SegNotebook",
            dependencies: [
                "CCrash", "SegDiagnostics", "SegIdentity", "SegSyntax", "SegVM", "SegFrame", "SegTensor", "SegCore",
                "SegStudies", "SegStore", "SegDisplay", "SegPython", "SegLibrary",
                .product(name: "Yams", package: "Yams"),
            ], resources: [.embedInCode("Conversion/python_names.py")]),
        .systemLibrary(
            name: "CEdit", path: "Sources/C/Edit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "SegConsole", dependencies: [
                "SegDiagnostics", "SegSyntax", "SegVM", "SegFrame", "SegTensor", "SegCore", "SegDisplay",
                "SegLibrary", "SegNotebook", "CEdit",
            ]),
        .executableTarget(
            name: "segnb",
            dependencies: [
                "SegDiagnostics", "SegNotebook", "SegConsole",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            linkerSettings: [.unsafeFlags(smallStart)]),
        .testTarget(name: "SegDiagnosticsTests", dependencies: ["SegDiagnostics"]),
        .testTarget(name: "SegPatternsTests", dependencies: ["SegDiagnostics", "SegPatterns"]),
        .testTarget(name: "SegSyntaxTests", dependencies: ["SegDiagnostics", "SegSyntax"]),
        .testTarget(name: "SegVMTests", dependencies: ["SegDiagnostics", "SegSyntax", "SegVM"]),
        .testTarget(name: "SegFrameTests", dependencies: ["SegDiagnostics", "SegFrame"]),
        .testTarget(name: "SegStoreTests", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore", "SegSteps", "SegStore"]),
        .testTarget(name: "SegStepsTests", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore", "SegSteps"]),
        .testTarget(name: "SegSourcesTests", dependencies: ["SegDiagnostics", "SegFrame", "CArrow"]),
        .testTarget(
            name: "SegDisplayTests", dependencies: ["SegDiagnostics", "SegFrame", "SegDisplay"], exclude: ["Golden"]),
        .testTarget(name: "SegLearnersTests", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore", "SegLearners"]),
        .testTarget(name: "SegPythonTests", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore", "SegPython"]),
        .testTarget(name: "SegStudiesTests", dependencies: ["SegDiagnostics", "SegFrame", "SegTensor", "SegCore", "SegStudies"]),
        // Runs the program as a user does.
        .testTarget(name: "SegnbTests", dependencies: ["SegIdentity", "segnb"]),
        // Drives the program in a terminal too.
        .testTarget(name: "SegConsoleTests", dependencies: [
                "SegVM", "SegFrame", "SegDisplay", "SegLibrary", "SegNotebook", "SegConsole", "segnb",
            ], exclude: ["Terminal/Golden"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type == .regular || target.type == .executable {
    target.swiftSettings = (target.swiftSettings ?? []) + [separate]
}
