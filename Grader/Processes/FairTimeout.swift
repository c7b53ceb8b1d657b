import Foundation

/// How long a child may take, judged by what it did with the time: processor time counts, and so does
/// time in which it asks for no processor; time in which it waits for one does not. So a verdict does
/// not depend on what else the machine is doing.
///
/// Processor time is that of the child and all that it started, together. Besides, nothing may take
/// longer than `patience` times as long by the clock, whatever it was doing.
public final class FairTimeout {
  /// What a child and its descendants are doing at a moment.
  struct Sample {
    /// So far.
    var processorSeconds: Double
    /// Whether any of its threads runs, or could run, or waits for a disk.
    var isBusy: Bool
  }

  private let seconds: Double
  private let sample: () -> Sample?
  private let now: () -> Double
  private let start: Double
  private var last: (time: Double, processorSeconds: Double)?
  /// Seconds that count, so far.
  private(set) var charged = 0.0

  /// How many times as long as it may take a child may be waited for by the clock.
  static let patience = 10.0
  /// Seconds between two looks at the child.
  static let interval = 0.2

  /// - Parameter process: The child. Its time counts from the first look.
  public convenience init(seconds: Double, process: pid_t) {
    self.init(
      seconds: seconds, sample: { FairTimeout.sample(of: process) },
      now: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 })
  }

  init(seconds: Double, sample: @escaping () -> Sample?, now: @escaping () -> Double) {
    self.seconds = seconds
    self.sample = sample
    self.now = now
    start = now()
  }

  /// When to look for the first time: most answers are there before.
  public var firstLook: Deadline { Deadline(seconds: min(seconds, FairTimeout.interval)) }

  /// Looks at the child.
  ///
  /// - Returns: When to look again; nil when its time is over.
  public func look() -> Deadline? {
    let time = now()
    let current = sample()
    defer { last = current.map { (time, $0.processorSeconds) } }
    if let current, let last {
      let used = max(0, current.processorSeconds - last.processorSeconds)
      charged += current.isBusy ? used : max(used, time - last.time)
    } else if let current {
      // Until now it may have waited for a processor only as long as it was busy.
      charged = current.isBusy ? 0 : time - start
    } else {
      // Nobody can tell: the clock has to do.
      charged = time - start
    }
    guard charged < seconds, time - start < seconds * FairTimeout.patience else { return nil }
    return Deadline(seconds: min(FairTimeout.interval, seconds - charged))
  }
}

extension FairTimeout {
  /// nil where the system does not tell.
  static func sample(of process: pid_t) -> Sample? {
    #if canImport(Glibc)
      let usage = ProcessUsage(ofTree: process, most: 10_000)
      let ticks = usage.processes.map(ProcessUsage.processorTicks).reduce(0, +)
      guard usage.tasks > 0 else { return nil }
      return Sample(
        processorSeconds: Double(ticks) / ProcessUsage.ticksPerSecond,
        isBusy: usage.processes.contains(where: ProcessUsage.isBusy))
    #else
      return nil
    #endif
  }
}
