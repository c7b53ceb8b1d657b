// The C library's calls under names that no method of ours shadows.

#if canImport(Darwin)
  import Darwin

  let systemClose: @Sendable (Int32) -> Int32 = { Darwin.close($0) }
  let systemKill: @Sendable (pid_t, Int32) -> Int32 = { Darwin.kill($0, $1) }
  let systemPoll: @Sendable (UnsafeMutablePointer<pollfd>, Int, Int32) -> Int32 = {
    Darwin.poll($0, nfds_t($1), $2)
  }
  let systemPipe: @Sendable (UnsafeMutablePointer<Int32>) -> Int32 = { Darwin.pipe($0) }
  let systemRead: @Sendable (Int32, UnsafeMutableRawPointer, Int) -> Int = {
    Darwin.read($0, $1, $2)
  }
  let systemWrite: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Darwin.write($0, $1, $2) }
#else
  import Glibc

  let systemClose: @Sendable (Int32) -> Int32 = { Glibc.close($0) }
  let systemKill: @Sendable (pid_t, Int32) -> Int32 = { Glibc.kill($0, $1) }
  let systemPoll: @Sendable (UnsafeMutablePointer<pollfd>, Int, Int32) -> Int32 = {
    Glibc.poll($0, nfds_t($1), $2)
  }
  let systemPipe: @Sendable (UnsafeMutablePointer<Int32>) -> Int32 = { Glibc.pipe($0) }
  let systemRead: @Sendable (Int32, UnsafeMutableRawPointer, Int) -> Int = {
    Glibc.read($0, $1, $2)
  }
  let systemWrite: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Glibc.write($0, $1, $2) }
#endif

/// The C library's sentence for an error number.
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }

/// Writing into a pipe whose reader has gone ends in an error, not in our death. Set once, for the
/// whole process; children get the default back.
let brokenPipesAreIgnored: Bool = {
  signal(SIGPIPE, SIG_IGN)
  return true
}()
