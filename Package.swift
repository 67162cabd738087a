// swift-tools-version: 6.2
import PackageDescription

// Every target of ours: Swift 6 mode, no warning survives, `any` is written out, and a member is
// visible only where its module is imported (that, with the dependency check in .ci/run, is what
// makes the module order one-way).
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Kernels are compiled for AVX2 and FMA (x86-64-v3: Intel since 2013, AMD since 2015), and so that a
// square root sets no errno, which would keep loops scalar. Programs check the CPU at their start.
#if arch(x86_64)
  let vectors: [SwiftSetting] = [
    .unsafeFlags(["-Xcc", "-mavx2", "-Xcc", "-mfma", "-Xcc", "-fno-math-errno"])
  ]
#else
  let vectors: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-fno-math-errno"])]
#endif

// Numeric kernels run 40-300 times slower at -Onone, so they are optimised in debug builds too, as
// whole modules: their generics are specialised across files. (The compiler then also leaves a
// MODULE.o in the folder it runs in; `make test` removes it.)
let kernels: [SwiftSetting] =
  strict + vectors + [
    .unsafeFlags(["-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))
  ]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "runexp",
  products: [.executable(name: "runexp", targets: ["runexp"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

    .target(name: "Base", dependencies: [crypto], swiftSettings: strict),
    .target(name: "Spec", dependencies: ["Base", "CYAML"], swiftSettings: strict),
    .target(name: "Neural", dependencies: ["Base", "COpenBLAS"], swiftSettings: kernels),
    .target(name: "Interactions", dependencies: ["Base"], swiftSettings: kernels),
    .target(name: "Store", dependencies: ["Base", grdb, grdbSQLite], swiftSettings: strict),
    .target(name: "Pipeline", dependencies: ["Base"], swiftSettings: strict),
    .target(name: "Views", dependencies: ["Base", "Store"], swiftSettings: strict),
    .target(
      name: "Experiments",
      dependencies: ["Base", "Spec", "Neural", "Interactions", "Store", "Pipeline"],
      swiftSettings: strict),
    .executableTarget(
      name: "runexp",
      dependencies: [
        "Base", "Spec", "Interactions", "Store", "Pipeline", "Experiments", "Views", arguments,
      ],
      swiftSettings: strict),

    // Not a product: `make bench` builds and runs it.
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Base", "Neural", "Interactions", "Store", "Pipeline", "Experiments", "ClusterSimulation",
      ],
      path: "Benchmarks/engine", swiftSettings: strict),

    // A cluster whose clock is moved by hand, for tests and for `make bench-cluster`.
    .target(
      name: "ClusterSimulation", dependencies: ["Base", "Pipeline"],
      path: "Tests/ClusterSimulation", swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Base"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "BaseTests", dependencies: ["Base", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "SpecTests", dependencies: ["Spec", "Base", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "NeuralTests", dependencies: ["Neural", "Base", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "InteractionsTests", dependencies: ["Interactions", "Base", "TestSupport"],
      resources: [.copy("Golden")], swiftSettings: strict),
    .testTarget(
      name: "StoreTests", dependencies: ["Store", "Base", "TestSupport", grdb],
      resources: [.copy("Schemas")], swiftSettings: strict),
    .testTarget(
      name: "PipelineTests",
      dependencies: ["Pipeline", "Base", "TestSupport", "ClusterSimulation"],
      swiftSettings: strict),
    .testTarget(
      name: "ViewsTests", dependencies: ["Views", "Store", "Base", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Spec", "Neural", "Interactions", "Pipeline", "Store", "Base",
        "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: ["Experiments", "Spec", "Neural", "Pipeline", "Store", "Base", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["runexp", "Base", "TestSupport", grdb],
      exclude: ["Cluster/Scripts"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
