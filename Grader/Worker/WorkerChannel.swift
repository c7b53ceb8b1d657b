import Foundation
import SubmissionProtocol

/// The worker's end of the two pipes.
///
/// Standard input, output and error belong to the student's code. The pipes move to high
/// descriptors that a process started by it does not inherit.
struct WorkerChannel {
  private let requests: Int32
  private let answers: Int32

  init() {
    requests = WorkerChannel.moved(WorkerProtocol.requestDescriptor)
    answers = WorkerChannel.moved(WorkerProtocol.answerDescriptor)
    // A test process that is gone ends this one by a failed write.
    signal(SIGPIPE, SIG_IGN)
  }

  /// The next request, or nil when the test process has closed the pipe.
  func nextRequest() -> WorkerRequest? {
    guard let body = nextFrame() else { return nil }
    do {
      return try JSONDecoder().decode(WorkerRequest.self, fromOutside: body)
    } catch {
      fatalError("The worker cannot read a request: \(error)")
    }
  }

  /// Sends an answer; ends the process if nobody reads it.
  func send(_ answer: WorkerAnswer) {
    let body: Data
    do {
      let encoder = JSONEncoder()
      // Every other character of base64 is as JSON has it.
      encoder.outputFormatting = .withoutEscapingSlashes
      body = try encoder.encode(answer)
    } catch {
      fatalError("The worker cannot write its answer: \(error)")
    }
    send(frame: body)
  }

  /// What the network answers that is not here: one number for each of the question's.
  func answer(to question: NetworkQuestion) -> [Float] {
    send(frame: Data(question.frame))
    guard let body = nextFrame(), let values = NetworkQuestion.values(in: body),
      values.count == question.images.values.count
    else { exit(1) }
    return values
  }

  private func send(frame body: Data) {
    guard body.count <= WorkerProtocol.maximumFrameBytes else {
      fatalError("The answer has \(body.count) bytes, more than a test can need")
    }
    let length = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) }
    write(Data(length) + body)
  }

  private func nextFrame() -> Data? {
    guard let header = read(4) else { return nil }
    let length = header.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= WorkerProtocol.maximumFrameBytes else { return nil }
    return read(length)
  }

  private static func moved(_ descriptor: Int32) -> Int32 {
    let high = fcntl(descriptor, F_DUPFD_CLOEXEC, 100)
    guard high >= 0 else {
      fatalError(
        "Descriptor \(descriptor) is not open. This program answers a test process; it is not "
          + "meant to be started by hand.")
    }
    close(descriptor)
    return high
  }

  private func read(_ count: Int) -> Data? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let received = bytes.withUnsafeMutableBytes { buffer in
        Foundation.read(requests, buffer.baseAddress! + filled, count - filled)
      }
      if received < 0 && errno == EINTR { continue }
      guard received > 0 else { return nil }
      filled += received
    }
    return Data(bytes)
  }

  private func write(_ data: Data) {
    data.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let written = Foundation.write(answers, buffer.baseAddress! + sent, buffer.count - sent)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { exit(1) }
        sent += written
      }
    }
  }
}
