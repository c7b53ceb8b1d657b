import Foundation
import Processes

extension PackageLocation {
  /// Makes sure that the bundle with the hidden suites is there and of this build.
  ///
  /// `swift run` builds only what it runs; the suites are built here, in the same folder. Inside
  /// `swift test` the bundle is the running program itself.
  ///
  /// - Parameter report: Gets a line if there is anything to build.
  public func prepareHiddenSuites(report: (String) -> Void) throws(GraderError) {
    if isRunningTests { return }
    if !isFile(testBundle), !isFolder(testBundle) { report("building the hidden suites (once)…") }
    let command = [
      try toolPath("swift"), "build", "--build-tests", "--configuration", "debug",
      "--package-path", root, "--scratch-path", scratch,
    ]
    _ = try toolOutput(command, workingDirectory: root, timeout: 3600)
    guard isFile(testBundle) || isFolder(testBundle) else {
      throw .missingBuildProduct(testBundle)
    }
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
