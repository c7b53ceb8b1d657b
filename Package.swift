// swift-tools-version: 6.0

import PackageDescription

/// Flags of the numeric targets. They follow the build's own, so a debug build computes as fast as
/// a release build. On x86-64 they choose the processor: this machine's, to which the build is then
/// tied (`missingProcessorFeatures()` tells at start), or the one in `DIFFUSION_PROCESSOR`
/// (`x86-64-v3`: AVX2), or with `baseline` any. On arm64 the baseline has what the kernels need.
#if arch(x86_64)
  let processor = Context.environment["DIFFUSION_PROCESSOR"] ?? "native"
  let processorFlags = processor == "baseline" ? [] : ["-Xcc", "-march=\(processor)"]
#else
  let processorFlags: [String] = []
#endif

/// For the loops over raw memory: bounds are checked once, by the callers.
let kernelSettings: [SwiftSetting] = [
  .unsafeFlags(
    ["-Ounchecked", "-wmo", "-num-threads", "2", "-disable-batch-mode"] + processorFlags)
]
/// For everything else that computes: optimised, with its preconditions.
let fastSettings: [SwiftSetting] = [.unsafeFlags(["-O"])]

/// The program whose code the public tests look at.
var testedProgram = "diffusion"
// BEGIN SOLUTION ONLY
// What is between such lines does not go to students; here they test the solutions.
testedProgram = "reference"
// END SOLUTION

let package = Package(
  name: "DiffusionAssignment",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "diffusion", targets: ["diffusion"]),
    // BEGIN SOLUTION ONLY
    .executable(name: "grader", targets: ["grader"]),
    // END SOLUTION
  ],
  dependencies: [],
  targets: [
    // What a student is given.
    .systemLibrary(name: "CZlib", path: "Sources/CZlib"),
    .systemLibrary(name: "CProcessor", path: "Sources/CProcessor"),
    .target(name: "Zlib", dependencies: ["CZlib"], swiftSettings: fastSettings),
    .target(name: "NumericKernels", dependencies: ["CProcessor"], swiftSettings: kernelSettings),
    .target(name: "Tensors", dependencies: ["NumericKernels"], swiftSettings: fastSettings),
    .target(
      name: "NeuralNetworks", dependencies: ["NumericKernels", "Tensors"],
      swiftSettings: fastSettings),
    .target(name: "Digits", dependencies: ["Zlib"], swiftSettings: fastSettings),
    .target(name: "Pictures", dependencies: ["Zlib"], swiftSettings: fastSettings),
    .target(
      name: "DiffusionCourse",
      dependencies: ["Tensors", "NeuralNetworks", "Digits", "Pictures"],
      swiftSettings: fastSettings),
    .target(
      name: "CaptionedPictures", dependencies: ["Digits", "Pictures"],
      swiftSettings: fastSettings),
    .target(
      name: "Painter",
      dependencies: [
        "CaptionedPictures", "DiffusionCourse", "NumericKernels", "Tensors", "NeuralNetworks",
        "Pictures",
      ],
      exclude: ["Weights"], swiftSettings: fastSettings),
    .target(
      name: "DiffusionTool",
      dependencies: [
        "CaptionedPictures", "DiffusionCourse", "NumericKernels", "Tensors", "NeuralNetworks",
        "Digits", "Painter", "Pictures",
      ]),
    .executableTarget(
      name: "diffusion",
      dependencies: ["DiffusionTool", "HandsOn", "ImageGeneration", "TextToImage"]),

    // The student's room. Not optimised in a debug build, so that a trap says what it was; what computes
    // is called from there. Nor is the tool, which computes nothing: that saves a first build seconds.
    .target(
      name: "HandsOn", dependencies: ["DiffusionCourse"], path: "Assignments/HandsOn"),
    .target(
      name: "ImageGeneration", dependencies: ["DiffusionCourse"],
      path: "Assignments/ImageGeneration"),
    .target(
      name: "TextToImage", dependencies: ["DiffusionCourse"], path: "Assignments/TextToImage"),

    // The same tests as `diffusion check`, for `swift test`.
    .testTarget(
      name: "PublicTests", dependencies: ["DiffusionTool", .target(name: testedProgram)]),
    // BEGIN SOLUTION ONLY

    // The same files, filled in.
    .target(
      name: "HandsOnSolution", dependencies: ["DiffusionCourse"], path: "Solutions/HandsOn",
      swiftSettings: fastSettings),
    .target(
      name: "ImageGenerationSolution", dependencies: ["DiffusionCourse"],
      path: "Solutions/ImageGeneration", swiftSettings: fastSettings),
    .target(
      name: "TextToImageSolution", dependencies: ["DiffusionCourse"],
      path: "Solutions/TextToImage", swiftSettings: fastSettings),
    .executableTarget(
      name: "reference",
      dependencies: [
        "DiffusionTool", "HandsOnSolution", "ImageGenerationSolution", "TextToImageSolution",
      ],
      path: "Solutions/Tool"),

    // What grades it.
    .target(name: "Processes", path: "Grader/Processes", swiftSettings: fastSettings),
    .target(
      name: "SubmissionProtocol", path: "Grader/Protocol", swiftSettings: fastSettings),
    .target(
      name: "WorkerClient", dependencies: ["Processes", "SubmissionProtocol"],
      path: "Grader/Client", swiftSettings: fastSettings),
    .target(
      name: "SubmissionWorker", dependencies: ["SubmissionProtocol", "DiffusionCourse"],
      path: "Grader/Worker", swiftSettings: fastSettings),
    .executableTarget(
      name: "reference-worker",
      dependencies: [
        "SubmissionWorker", "HandsOnSolution", "ImageGenerationSolution", "TextToImageSolution",
      ],
      path: "Grader/ReferenceWorker"),
    .target(name: "SubmissionCatalogues", path: "Grader/Catalogues"),
    .target(
      name: "Mutations", dependencies: ["Digits", "Zlib"], path: "Grader/Mutations",
      swiftSettings: fastSettings),
    .target(
      name: "GraderLibrary",
      dependencies: [
        "Mutations", "Processes", "SubmissionProtocol", "SubmissionCatalogues", "WorkerClient",
        "Zlib", "DiffusionCourse", "DiffusionTool", "NumericKernels", "Tensors", "NeuralNetworks",
        "Digits", "Pictures", "CaptionedPictures", "Painter", "TextToImageSolution",
      ],
      path: "Grader/Library", swiftSettings: fastSettings),
    .executableTarget(
      name: "grader", dependencies: ["GraderLibrary", "SubmissionWorker", "reference-worker"],
      path: "Grader/Tool"),
    .testTarget(
      name: "HiddenSuites",
      dependencies: ["Processes", "SubmissionProtocol", "WorkerClient", "reference-worker"],
      path: "Grader/HiddenSuites", exclude: ["Fixtures"], swiftSettings: fastSettings),

    // What measures it: the engine's side of Tests/Benchmarks/compare_with_pytorch.py.
    .executableTarget(
      name: "engine-probe",
      dependencies: ["DiffusionCourse", "NumericKernels", "Tensors", "NeuralNetworks", "Digits"],
      path: "Tests/Benchmarks/EngineProbe", swiftSettings: fastSettings),

    // The project's own tests, folder for folder.
    .testTarget(name: "ZlibTests", dependencies: ["Zlib"]),
    .testTarget(name: "NumericKernelsTests", dependencies: ["NumericKernels"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], exclude: ["Fixtures"]),
    .testTarget(
      name: "NeuralNetworksTests", dependencies: ["NeuralNetworks", "Tensors"],
      exclude: ["Fixtures"]),
    .testTarget(name: "DigitsTests", dependencies: ["Digits", "Mutations", "Zlib"]),
    .testTarget(
      name: "PicturesTests", dependencies: ["Mutations", "Pictures", "Zlib"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "CaptionedPicturesTests", dependencies: ["CaptionedPictures", "Digits", "Pictures"]),
    .testTarget(
      name: "DiffusionCourseTests",
      dependencies: ["DiffusionCourse", "HandsOnSolution", "ImageGenerationSolution"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "PainterTests",
      dependencies: [
        "CaptionedPictures", "DiffusionCourse", "Painter", "Pictures", "Tensors",
        "TextToImageSolution",
      ]),
    .testTarget(name: "DiffusionToolTests", dependencies: ["DiffusionTool"]),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
    .testTarget(
      name: "GraderTests",
      dependencies: [
        "GraderLibrary", "SubmissionCatalogues", "SubmissionProtocol", "Processes", "WorkerClient",
        "DiffusionCourse", "NeuralNetworks", "Tensors", "Digits", "Pictures", "Painter", "Zlib",
      ]),
    // END SOLUTION
  ]
)
