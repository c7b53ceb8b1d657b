/// `command`, so that the system kills it when whoever started it ends, however that happens: when the
/// thread ends that started it, to be exact, so let that one wait for it.
///
/// Unchanged where there is no tool for that: on macOS, and with a util-linux before 2.33.
public func dyingWithUs(_ command: [String]) -> [String] { parentDeathPrefix + command }

private let parentDeathPrefix: [String] = {
  guard let setpriv = findProgram("setpriv", searchPath: "/usr/bin:/bin") else { return [] }
  let prefix = [setpriv, "--pdeathsig", "KILL", "--"]
  let run = try? runToEnd(prefix + ["true"], timeout: 30, outputLimit: 1000)
  return run?.succeeded == true ? prefix : []
}()
