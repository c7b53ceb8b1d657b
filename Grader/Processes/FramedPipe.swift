#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Messages over two pipes: each is its length (4 bytes, little-endian) and its bytes.
///
/// One thread at a time. After a failure the stream is out of step: drop the pipe and its process.
public final class FramedPipe {
  /// Why a message did not get through.
  public enum Failure: Error, Equatable, Sendable {
    /// The other side closed its end, most often by ending, also in the middle of a message.
    case closed
    /// The deadline passed.
    case timedOut
    /// The message is longer than allowed.
    case tooLarge(bytes: Int, limit: Int)
  }

  private let reading: Descriptor
  private let writing: Descriptor
  /// The most bytes of a message, either way.
  public let maximumSize: Int

  /// Takes over our end of each pipe.
  public init(reading: Descriptor, writing: Descriptor, maximumSize: Int = 64 << 20) {
    _ = brokenPipesAreIgnored
    self.reading = reading
    self.writing = writing
    self.maximumSize = min(maximumSize, Int(UInt32.max))
    reading.setNonBlocking()
    writing.setNonBlocking()
  }

  /// A framed pipe for us and the two ends for a child. Hand those to `ChildProcess`, then `close()`
  /// them here: the child's end of the pipe must be its alone for its death to be seen.
  public static func connection(
    maximumSize: Int = 64 << 20
  ) throws(ProcessFailure) -> (pipe: FramedPipe, childReads: Descriptor, childWrites: Descriptor) {
    let (childReads, writing) = try Descriptor.pipe()
    let (reading, childWrites) = try Descriptor.pipe()
    let pipe = FramedPipe(reading: reading, writing: writing, maximumSize: maximumSize)
    return (pipe, childReads, childWrites)
  }

  /// Sends one message, all of it.
  ///
  /// - Parameter later: Asked when the deadline has passed: another deadline, or nil to give up.
  /// - Throws: `Failure`.
  public func write(
    _ payload: [UInt8], until deadline: Deadline = .never, orLater later: () -> Deadline? = { nil }
  ) throws(Failure) {
    guard payload.count <= maximumSize else {
      throw .tooLarge(bytes: payload.count, limit: maximumSize)
    }
    let length = UInt32(payload.count)
    let header = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    var deadline = deadline
    try writeAll(header, until: &deadline, orLater: later)
    try writeAll(payload, until: &deadline, orLater: later)
  }

  /// Receives one message.
  ///
  /// - Parameter later: Asked when the deadline has passed: another deadline, or nil to give up.
  /// - Throws: `Failure`; `tooLarge` before anything is allocated.
  public func read(
    until deadline: Deadline = .never, orLater later: () -> Deadline? = { nil }
  ) throws(Failure) -> [UInt8] {
    var deadline = deadline
    let header = try readExactly(4, until: &deadline, orLater: later)
    let length = header.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    guard length <= maximumSize else { throw .tooLarge(bytes: length, limit: maximumSize) }
    return try readExactly(length, until: &deadline, orLater: later)
  }

  /// Closes both ends; the child sees the end of its requests.
  public func close() {
    reading.close()
    writing.close()
  }

  private func writeAll(
    _ bytes: [UInt8], until deadline: inout Deadline, orLater later: () -> Deadline?
  ) throws(Failure) {
    guard writing.number >= 0 else { throw .closed }
    var written = 0
    while written < bytes.count {
      switch bytes[written...].withUnsafeBytes({ writing.write($0) }) {
      case .bytes(let count): written += count
      case .closed: throw .closed
      case .fullNow:
        while !writing.waitUntilWritable(deadline) { try postpone(&deadline, later) }
      }
    }
  }

  /// The buffer grows with what comes: a length alone allocates nothing.
  private func readExactly(
    _ count: Int, until deadline: inout Deadline, orLater later: () -> Deadline?
  ) throws(Failure) -> [UInt8] {
    guard reading.number >= 0 else { throw .closed }
    var bytes: [UInt8] = []
    while bytes.count < count {
      let wanted = min(count - bytes.count, 1 << 16)
      let result = withUnsafeTemporaryAllocation(byteCount: wanted, alignment: 16) { buffer in
        let result = reading.read(into: buffer)
        if case .bytes(let read) = result { bytes.append(contentsOf: buffer[..<read]) }
        return result
      }
      switch result {
      case .bytes:
        if deadline.hasPassed, bytes.count < count { try postpone(&deadline, later) }
      case .end: throw .closed
      case .nothingYet:
        while !reading.waitUntilReadable(deadline) { try postpone(&deadline, later) }
      }
    }
    return bytes
  }

  private func postpone(
    _ deadline: inout Deadline, _ later: () -> Deadline?
  ) throws(Failure) {
    guard let next = later() else { throw .timedOut }
    deadline = next
  }
}

extension FramedPipe.Failure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .closed: "the other process closed the connection"
    case .timedOut: "the other process did not answer in time"
    case .tooLarge(let bytes, let limit):
      "a message of \(bytes) bytes is larger than the \(limit) allowed"
    }
  }
}
