import Foundation

/// Where the package is that the running grader was built from, and where it was built.
public struct PackageLocation: Equatable, Sendable {
  /// The folder of `Package.swift`.
  public var root: String
  /// The folder of the running executable: `.build/<platform>/<configuration>`.
  public var products: String

  public init(root: String, products: String) {
    self.root = root
    self.products = products
  }

  /// Finds both from the running executable, or bundle of tests.
  ///
  /// - Parameter root: The package's folder if it is not above the executable.
  /// - Throws: `GraderError.noPackage`.
  public static func find(root: String? = nil) throws(GraderError) -> PackageLocation {
    let products = canonicalPath(runningProductFolder())
    if let root {
      guard isFile("\(root)/Package.swift") else { throw .noPackage(startingFrom: root) }
      return PackageLocation(root: canonicalPath(root), products: products)
    }
    var folder = products
    while folder != "/" {
      if isFile("\(folder)/Package.swift") {
        return PackageLocation(root: folder, products: products)
      }
      folder = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    }
    throw .noPackage(startingFrom: products)
  }

  /// What `swift build` calls the scratch path: `.build`.
  public var scratch: String {
    URL(fileURLWithPath: products).deletingLastPathComponent().deletingLastPathComponent().path
  }

  /// The bundle that holds the hidden suites. It comes from the debug build, beside a grader of the
  /// release build too: the bundle holds the project's own tests as well, and those look inside
  /// modules, which only a debug build lets them. What computes is optimised in both.
  public var testBundle: String {
    let platform = URL(fileURLWithPath: products).deletingLastPathComponent().path
    return "\(platform)/debug/DiffusionAssignmentPackageTests.xctest"
  }
  /// Term, due date, version of the assignment.
  public var course: String { "\(root)/Grader/course.json" }
  public var rubric: String { "\(root)/Grader/rubric.json" }
  /// The weights of the classifier that counts clear digits.
  public var classifier: String { "\(root)/Grader/clarity-classifier.safetensors" }
  /// What was measured of it.
  public var classifierCard: String { "\(root)/Grader/CLASSIFIER.md" }
  /// The weights of the reader of painted pictures.
  public var reader: String { "\(root)/Grader/attribute-reader.safetensors" }
  /// What was measured of pictures painted from prompts.
  public var painterCard: String { "\(root)/Grader/PAINTER.md" }
  /// The stubs, one folder an assignment.
  public var assignments: String { "\(root)/Assignments" }
  public var solutions: String { "\(root)/Solutions" }
}

private func runningProductFolder() -> String {
  #if canImport(Darwin)
    // Under `swift test` the process is xctest, and the bundle lies among the products.
    if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
      return bundle.bundleURL.deletingLastPathComponent().path
    }
  #endif
  let executable = Bundle.main.executablePath ?? CommandLine.arguments[0]
  return URL(fileURLWithPath: canonicalPath(executable)).deletingLastPathComponent().path
}
