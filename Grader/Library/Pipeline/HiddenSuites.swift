import Foundation
import Processes

extension PackageLocation {
  /// Makes sure that the bundle with the hidden suites is there and of this build.
  ///
  /// `swift run` builds only what it runs; the suites are built here, in the same folder, unless
  /// nothing of the package has changed since they were. Inside `swift test` the bundle is the
  /// running program itself.
  ///
  /// - Parameter report: Gets a line if there is anything to build.
  public func prepareHiddenSuites(report: (String) -> Void) throws(GraderError) {
    if isRunningTests { return }
    if areSuitesCurrent { return }
    if !isFile(testBundle), !isFolder(testBundle) { report("building the hidden suites (once)…") }
    let command = [
      try toolPath("swift"), "build", "--build-tests", "--configuration", "debug",
      "--package-path", root, "--scratch-path", scratch,
    ]
    // Dated before the build: what changes meanwhile counts as newer.
    let draft = "\(suitesMark)-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: draft) }
    try writeFile("", to: draft)
    _ = try toolOutput(command, workingDirectory: root, timeout: 3600)
    guard isFile(testBundle) || isFolder(testBundle) else {
      throw .missingBuildProduct(testBundle)
    }
    rename(draft, suitesMark)
  }

  /// There when the suites have been built; as old as the build's beginning.
  private var suitesMark: String { "\(testBundle)-built" }

  /// Whether nothing that the suites are made of has changed since they were built. The running
  /// grader counts too: it is built anew when the toolchain has changed.
  private var areSuitesCurrent: Bool {
    guard isFile(testBundle) || isFolder(testBundle), let built = lastWritten(suitesMark)
    else { return false }
    return ["Package.swift", "Sources", "Assignments", "Solutions", "Grader", "Tests"]
      .map { "\(root)/\($0)" }
      .allSatisfy { newestChange(below: $0).map { $0 < built } ?? false }
      && (lastWritten("\(products)/grader").map { $0 < built } ?? false)
  }

  /// The tests in the bundle, `HiddenSuites.Suite/test` and others. On macOS nothing lists them
  /// without running them; there it is empty.
  func testsInBundle() -> [String] {
    #if canImport(Darwin)
      return []
    #else
      let run = try? runToEnd([testBundle, "--list-tests"], timeout: 60)
      return (run?.standardOutput.text ?? "").split(separator: "\n").map(String.init)
        .filter { $0.contains("/") }
    #endif
  }

  /// Whether this process is the test bundle, or runs it.
  private var isRunningTests: Bool {
    #if canImport(Darwin)
      return Bundle.allBundles.contains { $0.bundlePath.hasSuffix(".xctest") }
    #else
      return (Bundle.main.executablePath ?? "").hasSuffix(".xctest")
    #endif
  }
}
