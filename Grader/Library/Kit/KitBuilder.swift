import DiffusionCourse
import Foundation
import Processes

extension Kit {
  /// The kit of this build, made now unless one with the same content is there.
  ///
  /// - Parameters:
  ///   - folder: Where kits are kept; nil is the build's folder.
  ///   - report: Gets a line when the kit has to be made.
  /// - Throws: `GraderError` when the build's products or a tool are missing.
  public static func prepare(
    at location: PackageLocation, in folder: String? = nil, toolchain: Toolchain?,
    report: (String) -> Void
  ) throws(GraderError) -> Kit {
    let parts = try KitParts(location)
    guard let compiler = toolchain?.compiler else {
      throw .toolFailed(
        tool: "swiftc", reason: "it is not in PATH or does not answer; install Swift")
    }
    let systemKit = try systemKitPath()
    var key = ContentKey()
    key.add("kit 2")
    key.add(compiler)
    key.add(systemKit ?? "")
    key.add(try toolOutput([compiler, "--version"]))
    for path in parts.objects + parts.modules + parts.headers {
      key.add(path)
      key.add(try contents(of: path))
    }
    let kits = folder ?? "\(location.scratch)/grader-kit"
    let kit = Kit(folder: "\(kits)/\(key.text)", compiler: compiler, systemKit: systemKit)
    if isFile(kit.readyMark) { return kit }

    report("preparing the kit that submissions are compiled against (once)…")
    // Made beside its place and moved there: a kit is whole or it is not there, and of two graders
    // that make it at the same time the second finds it.
    let draft = Kit(folder: "\(kits)/draft-\(UUID().uuidString)", compiler: compiler)
    defer { try? FileManager.default.removeItem(atPath: draft.folder) }
    try draft.assemble(parts)
    do {
      try FileManager.default.moveItem(atPath: draft.folder, toPath: kit.folder)
    } catch {
      guard isFolder(kit.folder) else {
        throw .unwritable(path: kit.folder, reason: systemReason(of: error))
      }
    }
    try kit.warmModuleCache()
    try kit.linkWorker(parts.objects)
    // Whoever submissions run as reads it, also where our own files are closed by default.
    _ = try toolOutput(["/bin/chmod", "-R", "go+rX", folder ?? kit.folder])
    try writeFile("", to: kit.readyMark)
    removeOldKits(in: kits, keeping: key.text)
    return kit
  }

  private static func systemKitPath() throws(GraderError) -> String? {
    #if canImport(Darwin)
      return try toolOutput(["/usr/bin/xcrun", "--show-sdk-path"])
        .trimmingCharacters(in: .whitespacesAndNewlines)
    #else
      return nil
    #endif
  }

  /// Compiles something that imports all there is, so that no submission waits for the modules of
  /// the system's headers.
  private func warmModuleCache() throws(GraderError) {
    let work = try TemporaryFolder(named: "grader-kit")
    defer { work.remove() }
    let source = "\(work.path)/warm.swift"
    let imports = ["Dispatch", "Foundation", "Synchronization"] + Kit.modules
    try writeFile(imports.map { "import \($0)\n" }.joined(), to: source)
    _ = try toolOutput(
      [compiler, "-parse-as-library", "-emit-object", "-o", "\(work.path)/warm.o"]
        + compilerArguments + [source])
  }

  private func assemble(_ parts: KitParts) throws(GraderError) {
    try makeFolder("\(folder)/Modules")
    for path in parts.modules {
      try copyFile(path, to: "\(folder)/Modules/\(URL(fileURLWithPath: path).lastPathComponent)")
    }
    for path in parts.headers {
      let url = URL(fileURLWithPath: path)
      let target = "\(folder)/\(url.deletingLastPathComponent().lastPathComponent)"
      try makeFolder(target)
      try copyFile(path, to: "\(target)/\(url.lastPathComponent)")
    }
  }

  /// Links the worker with all objects whole, and lets the libraries that it loads see them.
  private func linkWorker(_ objects: [String]) throws(GraderError) {
    let work = try TemporaryFolder(named: "grader-kit")
    defer { work.remove() }
    let main = "\(work.path)/main.swift"
    try writeFile(
      "import SubmissionWorker\n\nSubmissionWorker.serve(libraryAt: CommandLine.arguments[1])\n",
      to: main)
    #if canImport(Darwin)
      let exporting = "-export_dynamic"
    #else
      let exporting = "--export-dynamic"
    #endif
    let draft = "\(folder)/worker-\(UUID().uuidString)"
    _ = try toolOutput(
      [compiler, "-module-name", "main", "-o", draft] + compilerArguments + [main] + objects
        + ["-Xlinker", exporting, "-lz"])
    // In one step, since another grader may be using the kit.
    guard rename(draft, worker) == 0 else {
      throw .unwritable(path: worker, reason: String(cString: strerror(errno)))
    }
  }

  /// Kits of builds gone by: the newest three stay, for builds that are used in turn.
  private static func removeOldKits(in folder: String, keeping key: String) {
    let manager = FileManager.default
    let others = namesInFolder(folder).filter { $0 != key && !$0.hasPrefix("draft-") }
    let dated = others.map { name -> (path: String, date: Date) in
      let path = "\(folder)/\(name)"
      let attributes = try? manager.attributesOfItem(atPath: path)
      return (path, attributes?[.modificationDate] as? Date ?? .distantPast)
    }
    for old in dated.sorted(by: { $0.date > $1.date }).dropFirst(2) {
      try? manager.removeItem(atPath: old.path)
    }
  }
}

/// The files that a kit is made of, as the build left them.
private struct KitParts {
  var objects: [String] = []
  var modules: [String] = []
  var headers: [String] = []

  init(_ location: PackageLocation) throws(GraderError) {
    for module in Kit.modules {
      modules.append("\(location.products)/Modules/\(module).swiftmodule")
      objects += try location.objects(of: module)
    }
    for module in Kit.headerModules {
      let folder = "\(location.root)/Sources/\(module)"
      headers += namesInFolder(folder).map { "\(folder)/\($0)" }
    }
    for path in modules + objects where !isFile(path) { throw .missingBuildProduct(path) }
  }
}

/// The path of a system tool.
func toolPath(_ name: String) throws(GraderError) -> String {
  guard let path = findProgram(name) else {
    throw .toolFailed(tool: name, reason: "it is not in PATH; install it or correct PATH")
  }
  return path
}

/// Runs a tool that has to succeed and returns what it printed.
func toolOutput(
  _ command: [String], workingDirectory: String? = nil, timeout: Double = 600
) throws(GraderError) -> String {
  let name = URL(fileURLWithPath: command[0]).lastPathComponent
  let finished: Finished
  do {
    finished = try runToEnd(command, workingDirectory: workingDirectory, timeout: timeout)
  } catch {
    throw .toolFailed(tool: name, reason: "\(error)")
  }
  guard finished.succeeded else {
    let lines = (finished.standardError.text + finished.standardOutput.text).split(separator: "\n")
    let line = lines.first { $0.contains("error:") } ?? lines.last ?? "no message"
    throw .toolFailed(
      tool: name, reason: finished.timedOut ? "out of time" : "\(finished.status): \(line)")
  }
  return finished.standardOutput.text
}

private func contents(of path: String) throws(GraderError) -> Data {
  do {
    return try Data(contentsOf: URL(fileURLWithPath: path))
  } catch {
    throw .unreadable(path: path, reason: systemReason(of: error))
  }
}
