/// What a submission is compiled against: the modules that a student is given and the worker's
/// host, and nothing of solutions, hidden suites or fixtures. It is all that a sandbox shows of the
/// package.
public struct Kit: Equatable, Sendable {
  /// `Modules/*.swiftmodule`, `CZlib/`, `CProcessor/`, `worker`.
  public var folder: String
  /// The compiler that built the modules.
  public var compiler: String

  /// macOS: the system's headers and libraries, which the compiler in a clean environment does not
  /// find by itself.
  public var systemKit: String?

  public init(folder: String, compiler: String, systemKit: String? = nil) {
    self.folder = folder
    self.compiler = compiler
    self.systemKit = systemKit
  }

  /// What a sandbox must show to the compiler, besides toolchain and system.
  var readable: [String] { [folder] + (systemKit.map { [$0] } ?? []) }

  /// The Swift modules in the kit; the rest of the package is not.
  static let modules = [
    "NumericKernels", "Tensors", "NeuralNetworks", "Digits", "Pictures", "Zlib",
    "DiffusionCourse", "SubmissionProtocol", "SubmissionWorker",
  ]
  /// The C modules that those import: folders of headers with a module map.
  static let headerModules = ["CZlib", "CProcessor"]

  /// The program that loads a submission's library and answers the suites' requests. Everything
  /// that submissions share is linked here once.
  var worker: String { "\(folder)/worker" }

  /// Compiled modules of the system's headers, made once with the kit.
  var moduleCache: String { "\(folder)/ModuleCache" }

  /// What the compiler says when the cache lacks a module and cannot be written.
  static let missingFromCache = "could not build C module"

  /// Written last: a kit without it is made anew.
  var readyMark: String { "\(folder)/ready" }

  /// For every call of the compiler: the language, the form of its messages, where imports are.
  ///
  /// Not optimised: the suites' tensors are small, compiling takes half the time, and a trap says
  /// what it was ("Index out of range"), which optimised code does not.
  var compilerArguments: [String] {
    [
      "-Onone", "-swift-version", "6", "-diagnostic-style", "llvm", "-no-color-diagnostics",
      "-suppress-warnings", "-module-cache-path", moduleCache, "-I", "\(folder)/Modules",
    ] + Kit.headerModules.flatMap { ["-I", "\(folder)/\($0)"] }
      + (systemKit.map { ["-sdk", $0] } ?? [])
  }
}
