#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A finished run.
public struct Finished: Sendable {
  /// How it ended; a run that was out of time was killed.
  public var status: ExitStatus
  public var standardOutput: CappedOutput
  public var standardError: CappedOutput
  /// The time was up before it ended.
  public var timedOut: Bool
  /// By the clock on the wall.
  public var seconds: Double
  /// See `ProcessEnd`.
  public var peakMemory: Int
  public var processorSeconds: Double
  public var excess: ProcessExcess?

  /// Ended by itself with exit code 0.
  public var succeeded: Bool { status.isSuccess && !timedOut }
}

/// Runs a program to its end, reading both outputs while it runs.
///
/// - Parameters:
///   - command: Program and arguments.
///   - environment: All of its environment; `nil` passes on ours.
///   - workingDirectory: Where it starts; `nil` is our own.
///   - input: Its standard input.
///   - timeout: Seconds after which its whole group is killed; `nil` is never.
///   - isFair: Whether time in which it waits for a processor is left out (`FairTimeout`).
///   - outputLimit: The most bytes kept of each output; the rest is read, counted and dropped.
///   - bounds: What it and its descendants may use together; it is killed when they use more.
/// - Throws: `ProcessFailure` when it cannot be started. A bad end is not an error: see `status`.
public func runToEnd(
  _ command: [String], environment: [String: String]? = nil, workingDirectory: String? = nil,
  input: [UInt8] = [], timeout: Double? = nil, isFair: Bool = false,
  outputLimit: Int = 1 << 20, bounds: ProcessBounds? = nil
) throws(ProcessFailure) -> Finished {
  _ = brokenPipesAreIgnored
  let clock = ContinuousClock()
  let start = clock.now
  let (childInput, inputWriter) = try Descriptor.pipe()
  let (outputReader, childOutput) = try Descriptor.pipe()
  let (errorReader, childError) = try Descriptor.pipe()
  // Its end makes this pipe readable, so that one `poll` waits for everything.
  let (ended, endWriter) = try Descriptor.pipe()
  let child = try ChildProcess(
    command, environment: environment, workingDirectory: workingDirectory,
    descriptors: [0: childInput.number, 1: childOutput.number, 2: childError.number],
    bounds: bounds, atEnd: { endWriter.close() })
  for end in [childInput, childOutput, childError] { end.close() }
  for end in [inputWriter, outputReader, errorReader] { end.setNonBlocking() }

  var exchange = Exchange(
    input: input, writer: inputWriter, readers: [outputReader, errorReader], limit: outputLimit)
  let fairTimeout = timeout.flatMap {
    isFair ? FairTimeout(seconds: $0, process: child.processIdentifier) : nil
  }
  let timedOut = !exchange.run(
    until: fairTimeout?.firstLook ?? Deadline(seconds: timeout), ended: ended,
    orLater: { fairTimeout?.look() })
  if timedOut { child.kill() }
  let end = child.wait()
  exchange.takeTheRest()
  let elapsed = (clock.now - start).components
  return Finished(
    status: end.status, standardOutput: exchange.outputs[0], standardError: exchange.outputs[1],
    timedOut: timedOut, seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
    peakMemory: end.peakMemory, processorSeconds: end.processorSeconds,
    excess: end.excess)
}

/// Feeds a child's input and collects its outputs.
private struct Exchange {
  var input: [UInt8]
  var written = 0
  let writer: Descriptor
  let readers: [Descriptor]
  var outputs: [CappedOutput]

  init(input: [UInt8], writer: Descriptor, readers: [Descriptor], limit: Int) {
    self.input = input
    self.writer = writer
    self.readers = readers
    outputs = readers.map { _ in CappedOutput(limit: limit) }
    if input.isEmpty { writer.close() }
  }

  /// Until the child has ended. False: the deadline passed first.
  mutating func run(
    until deadline: Deadline, ended: Descriptor, orLater later: () -> Deadline?
  ) -> Bool {
    var deadline = deadline
    while true {
      // A closed descriptor is −1 here, which `poll` skips.
      var entries = [pollfd(fd: ended.number, events: Int16(POLLIN), revents: 0)]
      entries.append(pollfd(fd: writer.number, events: Int16(POLLOUT), revents: 0))
      entries += readers.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
      _ = systemPoll(&entries, entries.count, deadline.millisecondsLeft)
      if entries[0].revents != 0 { return true }
      if deadline.hasPassed {
        guard let next = later() else { return false }
        deadline = next
      }
      if entries[1].revents != 0 { feed() }
      for index in readers.indices where entries[2 + index].revents != 0 { take(index) }
    }
  }

  /// What is still in the pipes after the child's end, without waiting for grandchildren that hold
  /// them open.
  mutating func takeTheRest() {
    let patience = Deadline(seconds: 2)
    for index in readers.indices {
      while !patience.hasPassed, take(index) {}
    }
  }

  private mutating func feed() {
    let result = input[written...].withUnsafeBytes { writer.write($0) }
    if case .bytes(let count) = result { written += count }
    if written == input.count || result == .closed { writer.close() }
  }

  /// Reads once; whether there may be more at once.
  @discardableResult
  private mutating func take(_ index: Int) -> Bool {
    guard readers[index].number >= 0 else { return false }
    let result = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      let result = readers[index].read(into: buffer)
      if case .bytes(let count) = result {
        outputs[index].append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      return result
    }
    if result == .end { readers[index].close() }
    return if case .bytes = result { true } else { false }
  }
}
