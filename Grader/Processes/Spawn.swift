import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Starts a program with `posix_spawn`: own process group, default signals, and no descriptor but
/// those in `descriptors` (child's number → ours). 0, 1 and 2 are /dev/null unless given.
///
/// - Throws: `ProcessFailure`.
func spawn(
  _ command: [String], environment: [String: String], workingDirectory: String?,
  descriptors: [Int32: Int32]
) throws(ProcessFailure) -> pid_t {
  let program = try executable(named: command[0])
  if let workingDirectory, !isDirectory(workingDirectory) {
    throw .noWorkingDirectory(workingDirectory)
  }
  // Copies above every number wanted, so that no dup2 overwrites the source of a later one.
  let highest = max(2, descriptors.keys.max() ?? 2)
  var copies: [(child: Int32, copy: Descriptor)] = []
  for (child, parent) in descriptors.sorted(by: { $0.key < $1.key }) {
    copies.append((child, try .duplicate(parent, above: highest)))
  }

  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #endif
  posix_spawn_file_actions_init(&actions)
  posix_spawnattr_init(&attributes)
  defer {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }
  for number in 0...2 where descriptors[Int32(number)] == nil {
    posix_spawn_file_actions_addopen(
      &actions, Int32(number), "/dev/null", number == 0 ? O_RDONLY : O_WRONLY, 0)
  }
  for (child, copy) in copies {
    posix_spawn_file_actions_adddup2(&actions, copy.number, child)
  }
  #if !canImport(Darwin)
    for number in 3..<max(3, highest) where descriptors[number] == nil {
      posix_spawn_file_actions_addclose(&actions, number)
    }
    addCloseFrom(&actions, highest + 1)
  #endif
  if let workingDirectory {
    #if canImport(Darwin)
      posix_spawn_file_actions_addchdir_np(&actions, workingDirectory)
    #else
      addChangeOfFolder(&actions, workingDirectory)
    #endif
  }

  var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
  #if canImport(Darwin)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
  #endif
  posix_spawnattr_setflags(&attributes, Int16(flags))
  posix_spawnattr_setpgroup(&attributes, 0)
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)

  var identifier: pid_t = 0
  let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
  let status = withCStrings(command) { arguments in
    withCStrings(variables) { variables in
      posix_spawn(&identifier, program, &actions, &attributes, arguments, variables)
    }
  }
  withExtendedLifetime(copies) {}
  guard status == 0 else { throw .cannotStart(command: command[0], errorNumber: status) }
  return identifier
}

/// The path of a program: as given when it has a slash (from our own working directory), else the
/// first in our PATH.
private func executable(named name: String) throws(ProcessFailure) -> String {
  func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 && !isDirectory(path) }
  if name.contains("/") {
    guard isProgram(name) else { throw .commandNotFound(name) }
    return name.hasPrefix("/") ? name : FileManager.default.currentDirectoryPath + "/" + name
  }
  guard let path = findProgram(name) else { throw .commandNotFound(name) }
  return path
}

/// The first program of that name in the folders of PATH (by default: ours), `nil` if there is none.
public func findProgram(_ name: String, searchPath: String? = nil) -> String? {
  let path = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  guard !name.isEmpty, !name.contains("/") else { return nil }
  for folder in path.split(separator: ":") where folder.hasPrefix("/") {
    let candidate = "\(folder)/\(name)"
    if access(candidate, X_OK) == 0, !isDirectory(candidate) { return candidate }
  }
  return nil
}

private func isDirectory(_ path: String) -> Bool {
  var isDirectory: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    && isDirectory.boolValue
}

private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}
