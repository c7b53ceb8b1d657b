import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An open file descriptor with one owner: closed by `close()` or with its owner's end.
///
/// Those made here are closed on exec; besides, a `ChildProcess` gets exactly those it is handed.
public final class Descriptor: Sendable {
  private let state: Mutex<Int32>

  /// Takes over an open descriptor.
  public init(owning number: Int32) { state = Mutex(number) }

  deinit { close() }

  /// The descriptor's number, −1 after `close()`.
  public var number: Int32 { state.withLock { $0 } }

  /// Closes it; a second call does nothing. No other thread may be using it.
  public func close() {
    let number = state.withLock { number -> Int32 in
      defer { number = -1 }
      return number
    }
    if number >= 0 { _ = systemClose(number) }
  }

  /// A new pipe.
  public static func pipe() throws(ProcessFailure) -> (reading: Descriptor, writing: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard systemPipe(&ends) == 0 else { throw .noDescriptor(errorNumber: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
  }

  /// Reads and writes return at once from now on. Ours to set only on our own end of a pipe.
  func setNonBlocking() {
    let flags = fcntl(number, F_GETFL)
    _ = fcntl(number, F_SETFL, flags | O_NONBLOCK)
  }

  /// A copy of `number` above `floor`, closed on exec.
  static func duplicate(_ number: Int32, above floor: Int32) throws(ProcessFailure) -> Descriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, floor + 1)
    guard copy >= 0 else { throw .noDescriptor(errorNumber: errno) }
    return Descriptor(owning: copy)
  }
}

/// What one call of `read` on a non-blocking descriptor brought.
enum ReadResult: Equatable {
  case bytes(Int)
  case end
  case nothingYet
}

/// What one call of `write` on a non-blocking descriptor took.
enum WriteResult: Equatable {
  case bytes(Int)
  case closed
  case fullNow
}

extension Descriptor {
  /// Reads once. A broken descriptor counts as ended.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> ReadResult {
    while true {
      let count = systemRead(number, buffer.baseAddress!, buffer.count)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return errno == EAGAIN || errno == EWOULDBLOCK ? .nothingYet : .end
    }
  }

  /// Writes once.
  func write(_ bytes: UnsafeRawBufferPointer) -> WriteResult {
    while true {
      let count = systemWrite(number, bytes.baseAddress!, bytes.count)
      if count >= 0 { return .bytes(count) }
      if errno == EINTR { continue }
      return errno == EAGAIN || errno == EWOULDBLOCK ? .fullNow : .closed
    }
  }

  /// Waits until there is something to read (or the other side is gone). False: the deadline passed.
  func waitUntilReadable(_ deadline: Deadline) -> Bool {
    poll(for: Int16(POLLIN), until: deadline)
  }

  /// Waits until there is room to write (or the other side is gone). False: the deadline passed.
  func waitUntilWritable(_ deadline: Deadline) -> Bool {
    poll(for: Int16(POLLOUT), until: deadline)
  }

  private func poll(for events: Int16, until deadline: Deadline) -> Bool {
    while true {
      var entry = pollfd(fd: number, events: events, revents: 0)
      let ready = systemPoll(&entry, 1, deadline.millisecondsLeft)
      if ready > 0 { return true }
      if deadline.hasPassed { return false }
    }
  }
}
