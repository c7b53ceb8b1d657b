import DiffusionCourse
import Foundation
import SubmissionProtocol

/// Answers requests for a hands-on on descriptors 3 and 4 until the test process hangs up.
///
/// A submission's worker is its module, this one, and a main file of two lines:
///
///     import HandsOn
///     SubmissionWorker.serve(HandsOn.self)
public func serve<Submission: HandsOnAssignment>(_ submission: Submission.Type) -> Never {
  serve { request in handsOnAnswer(to: request, from: submission) }
}

/// Answers requests for assignment 2-1 on descriptors 3 and 4 until the test process hangs up.
public func serve<Submission: ImageGenerationAssignment>(_ submission: Submission.Type) -> Never {
  serve { request in imageGenerationAnswer(to: request, from: submission) }
}

private func serve(_ answer: (WorkerRequest) -> WorkerAnswer) -> Never {
  let channel = WorkerChannel()
  channel.send(
    WorkerAnswer(
      number: 0, result: .ready(protocolVersion: WorkerProtocol.version), calls: [],
      normals: TensorValue(shape: [0], values: [])))
  while let request = channel.nextRequest() {
    channel.send(answer(request))
  }
  exit(0)
}
