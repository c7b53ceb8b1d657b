import Foundation
import Processes
import SubmissionProtocol

/// Compiles the student's files of one assignment into a library, inside the sandbox.
struct StudentCompiler {
  var kit: Kit
  var session: SandboxSession
  /// The folder of the package's stubs of this assignment.
  var stubs: String

  /// For one call of the compiler, in seconds.
  var timeout: Double

  private var workFolder: String { session.folder }

  /// Compiles the Swift files in `studentFolder` as the module `name`.
  ///
  /// A file with errors gives way to its stub, so that one broken file costs only its own points.
  /// A file without a stub gives way to nothing.
  func compile(
    studentFolder: String, module name: String
  ) throws(GraderError) -> StudentModule {
    let sources = SourceFiles(in: studentFolder, stubs: stubs)
    var module = StudentModule(notes: sources.notes)
    for file in sources.missing {
      module.notes.append(StudentCompiler.missing(file))
      module.standIns[file] = say(
        "the file \(file) is missing", korean: "파일 \(file)이(가) 없습니다")
    }
    let asSubmitted = module
    if sources.hasOtherFiles, !sources.missing.isEmpty {
      // What is missing may be in a file of another name; the stubs would declare it twice.
      let files = sources.files.filter { !$0.isStub }
      let attempt = try compileOnce(files, module: name, in: "\(workFolder)/\(name)-renamed")
      if case .library(let path) = attempt {
        return StudentModule(library: path, notes: sources.notes)
      }
    }
    var files = sources.files
    for round in 0..<StudentCompiler.mostRounds {
      switch try compileOnce(files, module: name, in: "\(workFolder)/\(name)-\(round)") {
      case .library(let path):
        module.library = path
        return module
      case .errors(let errors):
        guard let rest = giveWay(files, errors, module: name, in: &module) else {
          return try compileOneByOne(sources, errors: errors, module: name, from: asSubmitted)
        }
        files = rest
      }
    }
    return module
  }

  private static let mostRounds = 8

  private static func missing(_ file: String) -> Sentence {
    say(
      "missing: \(file); its stub stands in", korean: "없는 파일: \(file). 스텁으로 대신했습니다")
  }

  /// `files` without those that have errors; nil where that would not help.
  private func giveWay(
    _ files: [SourceFile], _ errors: [CompilerError], module name: String,
    in module: inout StudentModule
  ) -> [SourceFile]? {
    let names = compiledNames(of: files)
    let broken = Set(errors.compactMap(\.file))
    // An error in the file that declares the type, in ours that names it, or in a stub is about what
    // the others declare or do not.
    guard !broken.isDisjoint(with: names), !broken.contains("\(name).swift"),
      !zip(files, names).contains(where: { $0.isStub && broken.contains($1) })
    else { return nil }
    return zip(files, names).flatMap { file, name in
      broken.contains(name)
        ? standIn(for: file, errors: errors.filter { $0.file == name }, in: &module) : [file]
    }
  }

  /// The stub of a file that does not compile, or nothing where it has none; says so.
  private func standIn(
    for file: SourceFile, errors: [CompilerError], in module: inout StudentModule
  ) -> [SourceFile] {
    let stub = SourceFile(name: file.name, path: "\(stubs)/\(file.name)", isStub: true)
    let hasStub = isFile(stub.path)
    module.notes.append(
      hasStub
        ? say(
          "\(file.name) does not compile; its stub stands in",
          korean: "\(file.name): 컴파일되지 않아 스텁으로 대신했습니다")
        : say(
          "\(file.name) does not compile; it was left out",
          korean: "\(file.name): 컴파일되지 않아 제외했습니다"))
    module.notes += errors.prefix(3).map { both($0.text) }
    let error =
      errors.first.map { both($0.text) }
      ?? say("the compiler gives no place", korean: "컴파일러가 위치를 알려 주지 않았습니다")
    module.standIns[file.name] = say(
      "\(file.name) does not compile: \(error)",
      korean: "\(file.name): 컴파일되지 않습니다. 컴파일러의 메시지: \(error)")
    return hasStub ? [stub] : []
  }

  /// Tries each of the student's files among the stubs of all others, and then those together that
  /// compiled so.
  private func compileOneByOne(
    _ sources: SourceFiles, errors: [CompilerError], module name: String,
    from start: StudentModule
  ) throws(GraderError) -> StudentModule {
    var module = start
    let stubFiles = SourceFiles.stubs(in: stubs)
    let isExpected = { (file: SourceFile) in stubFiles.contains { $0.name == file.name } }
    let steps = sources.files.filter { !$0.isStub && isExpected($0) }
    var (files, helpers) = try stubsBeside(
      sources.files.filter { !isExpected($0) }, missing: sources.missing, module: name,
      in: &module)
    for (index, file) in steps.enumerated() {
      let candidates = files.map { $0.name == file.name ? file : $0 } + helpers
      let folder = "\(workFolder)/\(name)-only-\(index)"
      switch try compileOnce(candidates, module: name, in: folder) {
      case .library: files = files.map { $0.name == file.name ? file : $0 }
      case .errors(let errors):
        let own = errors.filter { $0.file == file.name }
        _ = standIn(for: file, errors: own.isEmpty ? errors : own, in: &module)
      }
    }
    if case .library(let path) = try compileOnce(
      files + helpers, module: name, in: "\(workFolder)/\(name)-together")
    {
      module.library = path
      return module
    }
    var failed = start
    failed.notes += errors.prefix(5).map { both($0.text) }
    // Where not even the stubs compile, the submission is not to blame.
    let alone = try compileOnce(stubFiles, module: name, in: "\(workFolder)/\(name)-stubs")
    if case .errors(let errors) = alone { failed.fault = errors.first?.text }
    return failed
  }

  /// The stubs that compile together with the student's files of other names; if none do, all stubs
  /// and those of the files that compile beside them.
  private func stubsBeside(
    _ helpers: [SourceFile], missing: [String], module name: String,
    in module: inout StudentModule
  ) throws(GraderError) -> (stubs: [SourceFile], helpers: [SourceFile]) {
    let all = SourceFiles.stubs(in: stubs)
    if helpers.isEmpty { return (all, []) }
    // A missing file's stub gives way where a file of another name declares the same.
    let droppable = [[], missing] + missing.map { [$0] }
    for (index, dropped) in droppable.enumerated() {
      let kept = all.filter { !dropped.contains($0.name) }
      let folder = "\(workFolder)/\(name)-beside-\(index)"
      if case .library = try compileOnce(kept + helpers, module: name, in: folder) {
        for file in dropped {
          module.notes.removeAll { $0 == StudentCompiler.missing(file) }
          module.standIns[file] = nil
        }
        return (kept, helpers)
      }
    }
    var usable: [SourceFile] = []
    for (index, file) in helpers.enumerated() {
      let folder = "\(workFolder)/\(name)-helper-\(index)"
      switch try compileOnce(all + usable + [file], module: name, in: folder) {
      case .library: usable.append(file)
      case .errors(let errors): _ = standIn(for: file, errors: errors, in: &module)
      }
    }
    return (all, usable)
  }

  private enum Attempt {
    case library(String)
    case errors([CompilerError])
  }

  private func compileOnce(
    _ files: [SourceFile], module name: String, in folder: String
  ) throws(GraderError) -> Attempt {
    let sourceFolder = "\(folder)/sources"
    try makeFolder(sourceFolder)
    let names = compiledNames(of: files)
    for (file, name) in zip(files, names) {
      try copyFile(file.path, to: "\(sourceFolder)/\(name)")
    }
    let registration = "\(sourceFolder)/\(StudentCompiler.registrationName).swift"
    try writeFile(
      """
      import SubmissionWorker
      @_cdecl("registerSubmission")
      public func registerSubmission() { register(\(name).self) }

      """, to: registration)
    let object = "\(folder)/\(name).o"
    let compilation =
      [
        kit.compiler, "-wmo", "-parse-as-library", "-module-name", name, "-emit-object", "-o",
        object,
      ] + kit.compilerArguments + names.map { "\(sourceFolder)/\($0)" } + [registration]
    let library = "\(folder)/\(name).library"
    let linking = kit.linkCommand(object: object, library: library)
    if let errors = try errors(of: compilation, then: linking, in: folder, sources: sourceFolder) {
      return .errors(errors)
    }
    return isFile(library)
      ? .library(library) : .errors([CompilerError(message: "the linker made no library")])
  }

  /// The file that makes the submission known to the worker, beside the student's.
  private static let registrationName = "registration"

  /// Runs compiler and linker in one sandbox; nil if they were content.
  private func errors(
    of compilation: [String], then linking: [String], in folder: String, sources: String
  ) throws(GraderError) -> [CompilerError]? {
    let script = [compilation, linking].map { words in
      words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }
    let walled = try session.wrap(
      ["/bin/sh", "-c", script.joined(separator: " && ")], readOnly: kit.readable,
      writable: [folder], limits: .compiler, workingDirectory: folder)
    let finished: Finished
    do {
      finished = try runToEnd(
        walled.words, workingDirectory: folder, timeout: timeout, isFair: true,
        outputLimit: 1 << 20, bounds: walled.bounds)
    } catch {
      throw .toolFailed(tool: "swiftc", reason: "\(error)")
    }
    if finished.succeeded { return nil }
    let output = finished.standardError.text + finished.standardOutput.text
    if output.contains(Kit.missingFromCache), !compilation.contains(privateCache(in: folder)) {
      // The submission imports a module of the system that the kit's cache, which is read-only
      // here, does not hold.
      let again = compilation.map { $0 == kit.moduleCache ? privateCache(in: folder) : $0 }
      return try errors(of: again, then: linking, in: folder, sources: sources)
    }
    let errors = CompilerError.errors(in: output, folder: sources)
    if !errors.isEmpty, !finished.timedOut { return errors }
    // Without walls nothing is compiled, and nobody is to blame but the grader.
    if let fault = session.fault(in: finished) {
      throw .toolFailed(tool: "the sandbox", reason: fault)
    }
    let reason =
      finished.timedOut
      ? "after \(Int(timeout)) s"
      : finished.excess.map(\.description) ?? "\(session.sandbox.status(of: finished.status))"
    let last = output.split(separator: "\n").last.map { ": \($0)" } ?? ""
    return [CompilerError(message: "the compiler stopped (\(reason))\(last)")]
  }

  private func privateCache(in folder: String) -> String { "\(folder)/ModuleCache" }

  /// File names as the compiler sees them: safe, without folders, each once.
  private func compiledNames(of files: [SourceFile]) -> [String] {
    var taken: Set<String> = [StudentCompiler.registrationName]
    return files.map { file in
      let name = safeFileName(
        String(file.name.dropLast(".swift".count)).replacing("/", with: "_"))
      var candidate = name
      var number = 2
      // Some file systems do not tell capitals from small letters.
      while !taken.insert(candidate.lowercased()).inserted {
        candidate = "\(name)-\(number)"
        number += 1
      }
      return candidate + ".swift"
    }
  }
}

extension CompilerError {
  /// "Step3ForwardProcess.swift:24: cannot find 'x' in scope".
  var text: String {
    guard let file else { return message }
    return file + (line.map { ":\($0)" } ?? "") + ": " + message
  }
}
