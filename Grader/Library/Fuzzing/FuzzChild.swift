import Foundation
import Processes

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The process that reads: may trap, hang and take memory, and says before each input which one it is.
///
/// Standard output gets a `Progress` line before each input and one at the end.
struct FuzzChild {
  /// Exit codes besides 0; whatever else ends it is a trap.
  enum Exit: Int32 {
    case violation = 3
    case memory = 4
  }

  /// How far a child has come.
  struct Progress: Equatable {
    var next: Int
    var accepted = 0
    var refused = 0
    var slowestMicroseconds = 0
    var slowestIndex = 0
    /// Resident, in bytes.
    var peakMemory = 0

    init(next: Int) { self.next = next }

    /// - Parameter line: As `line` writes it.
    init?(_ line: Substring) {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 6 else { return nil }
      (next, accepted, refused) = (numbers[0], numbers[1], numbers[2])
      (slowestMicroseconds, slowestIndex, peakMemory) = (numbers[3], numbers[4], numbers[5])
    }

    var line: String {
      "\(next) \(accepted) \(refused) \(slowestMicroseconds) \(slowestIndex) \(peakMemory)\n"
    }
  }

  var target: FuzzTarget
  var limits: FuzzLimits

  /// Reads inputs `range` of a campaign, for `seconds` at most, and ends the process.
  func run(_ range: Range<Int>, seed: UInt64, seconds: Double) -> Never {
    let seeds = target.seeds()
    let deadline = Deadline(seconds: seconds)
    var progress = Progress(next: range.lowerBound)
    for index in range {
      if deadline.hasPassed { break }
      read(target.input(index, of: seeds, seed: seed), index, &progress)
    }
    finish(progress)
  }

  /// Reads one input and ends the process.
  func run(_ input: [UInt8]) -> Never {
    var progress = Progress(next: 0)
    read(input, 0, &progress)
    finish(progress)
  }

  private func finish(_ progress: Progress) -> Never {
    var progress = progress
    progress.peakMemory = peakMemory()
    say(progress)
    exit(0)
  }

  private func read(_ input: [UInt8], _ index: Int, _ progress: inout Progress) {
    progress.next = index
    say(progress)
    // The time is the processor's: a busy machine makes no reader slow.
    limitTime(seconds: limits.secondsPerInput)
    let start = processorMicroseconds()
    do throws(FuzzViolation) {
      if try target.read(input) { progress.accepted += 1 } else { progress.refused += 1 }
    } catch {
      stop(.violation, error.description)
    }
    let elapsed = processorMicroseconds() - start
    limitTime(seconds: 0)
    if elapsed > progress.slowestMicroseconds {
      (progress.slowestMicroseconds, progress.slowestIndex) = (elapsed, index)
    }
    // The quick count may include the parent's memory: it is asked first, the slow one if need be.
    if residentMemory() > limits.memoryBytes, peakMemory() > limits.memoryBytes {
      stop(.memory, "\(peakMemory() >> 20) MiB of memory, \(limits.memoryBytes >> 20) are allowed")
    }
    progress.next = index + 1
  }

  private func say(_ progress: Progress) {
    let line = Array(progress.line.utf8)
    _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  }

  private func stop(_ code: Exit, _ words: String) -> Never {
    Console.error(words)
    exit(code.rawValue)
  }

  private func processorMicroseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000
  }

  /// Ends the process by SIGPROF after that much processor time; 0 takes the limit away.
  private func limitTime(seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    #if canImport(Darwin)
      setitimer(ITIMER_PROF, &timer, nil)
    #else
      setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    #endif
  }

  private func residentMemory() -> Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) * 1024
    #endif
  }

  /// The most memory that was resident since the program started, in bytes.
  private func peakMemory() -> Int {
    #if canImport(Darwin)
      return residentMemory()
    #else
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
    #endif
  }
}

/// What one input may take.
struct FuzzLimits: Equatable, Sendable {
  /// Of processor time.
  var secondsPerInput = 2
  /// Resident, of the whole process that reads.
  var memoryBytes = 256 << 20
}
