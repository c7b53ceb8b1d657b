import Foundation
import Processes
import SubmissionProtocol

/// A running worker: asks it one thing at a time and never trusts what comes back.
///
/// After any failure the connection is of no more use; start another.
public final class WorkerConnection {
  private let process: ChildProcess
  private let pipe: FramedPipe
  private let standardError: OutputDrain
  /// How many requests were sent.
  public private(set) var requestNumber = 0

  /// Bytes of standard error that are kept. The rest is read and dropped, so that a talkative
  /// submission neither blocks nor fills the memory.
  private static let standardErrorLimit = 1 << 16
  /// Seconds that a worker may take to start: a sandbox on a busy machine.
  private static let startLimit = 60.0

  /// Starts a worker and waits until it is ready for requests.
  ///
  /// - Throws: `SubmissionStop.graderFault` if it does not get there: none of the submission's code
  ///   has run before that.
  ///
  /// - Parameter bounds: What the worker and all that it starts may use together.
  public init(command: [String], bounds: ProcessBounds? = nil) throws(SubmissionStop) {
    do {
      let (pipe, childReads, childWrites) = try FramedPipe.connection(
        maximumSize: WorkerProtocol.maximumFrameBytes)
      let (errorReads, errorWrites) = try Descriptor.pipe()
      self.pipe = pipe
      process = try ChildProcess(
        command, environment: WorkerConnection.environment,
        descriptors: [
          2: errorWrites.number,
          WorkerProtocol.requestDescriptor: childReads.number,
          WorkerProtocol.answerDescriptor: childWrites.number,
        ], bounds: bounds)
      childReads.close()
      childWrites.close()
      errorWrites.close()
      standardError = OutputDrain(errorReads, limit: WorkerConnection.standardErrorLimit)
    } catch {
      throw .graderFault("the worker cannot be started: \(error)")
    }
    let greeting: WorkerAnswer
    do {
      greeting = try nextAnswer(seconds: WorkerConnection.startLimit)
    } catch {
      throw .graderFault(
        "the worker \(command.joined(separator: " ")) did not start: \(error.description)")
    }
    guard greeting.result == .ready(protocolVersion: WorkerProtocol.version) else {
      throw .graderFault("the worker speaks another version of the protocol; build it again")
    }
  }

  deinit { process.kill() }

  /// Whether it still runs, so that another request makes sense.
  public var isRunning: Bool { process.end == nil }

  /// Asks one question and waits for the answer, `seconds` at most.
  ///
  /// - Parameter network: Answers what the submission asks a network that the worker does not have
  ///   (`AssignmentCall.draw`), one number for each of the question's; nil ends it all. The `seconds`
  ///   are for each piece of the way then: to a question, and from its answer to the next.
  public func ask(
    _ call: AssignmentCall, seconds: Double, network: ((NetworkQuestion) -> [Float]?)? = nil
  ) throws(SubmissionStop) -> WorkerAnswer {
    requestNumber += 1
    let request: Data
    do {
      let encoder = JSONEncoder()
      // Every other character of base64 is as JSON has it.
      encoder.outputFormatting = .withoutEscapingSlashes
      request = try encoder.encode(WorkerRequest(number: requestNumber, call: call))
    } catch {
      throw .graderFault("a request cannot be written: \(error)")
    }
    // The same verdict on a busy machine as on an idle one.
    let timeout = FairTimeout(seconds: seconds, process: process.processIdentifier)
    do {
      try pipe.write([UInt8](request), until: timeout.firstLook, orLater: timeout.look)
    } catch {
      throw stop(after: error, seconds: seconds)
    }
    return try nextAnswer(seconds: seconds, timeout, network: network)
  }

  /// - Parameter timeout: Says when `seconds` are over; nil leaves it to the clock.
  private func nextAnswer(
    seconds: Double, _ timeout: FairTimeout? = nil,
    network: ((NetworkQuestion) -> [Float]?)? = nil
  ) throws(SubmissionStop) -> WorkerAnswer {
    var timeout = timeout
    var frame = try nextFrame(seconds: seconds, timeout)
    while let network, frame.first == NetworkQuestion.mark {
      guard let question = NetworkQuestion(frame: frame) else {
        process.kill()
        throw .garbled(
          say(
            "\(frame.count) bytes that are no question",
            korean: "\(frame.count)바이트가 왔으나 질문의 형식이 아닙니다"))
      }
      guard let values = network(question) else {
        process.kill()
        throw .garbled(
          say(
            "questions to the network that sampling cannot have",
            korean: "샘플링에서 나올 수 없는 방식으로 네트워크를 호출했습니다"))
      }
      timeout = FairTimeout(seconds: seconds, process: process.processIdentifier)
      do {
        try pipe.write(
          NetworkQuestion.answer(values), until: Deadline(seconds: seconds),
          orLater: { timeout?.look() })
      } catch {
        throw stop(after: error, seconds: seconds)
      }
      frame = try nextFrame(seconds: seconds, timeout)
    }
    do {
      let answer = try JSONDecoder().decode(WorkerAnswer.self, fromOutside: Data(frame))
      if answer.number == requestNumber { return answer }
    } catch {
      process.kill()
      throw .garbled(
        say("\(frame.count) bytes that are no answer", korean: "\(frame.count)바이트가 왔으나 답의 형식이 아닙니다")
      )
    }
    process.kill()
    throw .garbled(say("an answer to another request", korean: "다른 질문에 대한 답입니다"))
  }

  private func nextFrame(
    seconds: Double, _ timeout: FairTimeout?
  ) throws(SubmissionStop) -> [UInt8] {
    do {
      return try pipe.read(
        until: timeout?.firstLook ?? Deadline(seconds: seconds), orLater: { timeout?.look() })
    } catch {
      throw stop(after: error, seconds: seconds)
    }
  }

  /// Finds out why there is no answer. The process has ended afterwards.
  private func stop(after failure: FramedPipe.Failure, seconds: Double) -> SubmissionStop {
    if case .timedOut = failure {
      process.kill()
      process.wait()
      return .timedOut(seconds: seconds, lastWords: lastWords().lines)
    }
    if case .tooLarge(let bytes, _) = failure {
      process.kill()
      process.wait()
      return .garbled(say("\(bytes) bytes announced", korean: "\(bytes)바이트를 보내겠다고 했습니다"))
    }
    // The pipe closes a moment before the process has ended, or it was closed on purpose.
    guard let end = process.wait(timeout: 5) else {
      process.kill()
      process.wait()
      return .garbled(say("the connection was closed", korean: "연결이 닫혔습니다"))
    }
    let words = lastWords()
    if let message = words.fatalError, message.hasPrefix("TODO") { return .notImplemented(message) }
    let excess = end.excess.map { ["it was stopped: \($0)"] } ?? []
    return .ended(end.status.throughWrapper, lastWords: excess + words.lines)
  }

  private func lastWords() -> LastWords {
    LastWords(standardError: standardError.finished(by: Deadline(seconds: 2)).text)
  }

  /// As little as a program needs: nothing that tells a submission about the grader.
  private static var environment: [String: String] {
    let ours = ProcessInfo.processInfo.environment
    var theirs = ours.filter { name, _ in
      ["PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH"].contains(name)
    }
    // A backtrace would bury the trap's own words, and takes seconds to make.
    theirs["SWIFT_BACKTRACE"] = "enable=no"
    return theirs
  }
}
