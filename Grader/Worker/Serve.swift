import DiffusionCourse
import Foundation
import SubmissionProtocol

/// Answers requests for a hands-on on descriptors 3 and 4 until the test process hangs up.
public func serve<Submission: HandsOnAssignment>(_ submission: Submission.Type) -> Never {
  serve { request, _ in handsOnAnswer(to: request, from: submission) }
}

/// Answers requests for assignment 2-1 on descriptors 3 and 4 until the test process hangs up.
public func serve<Submission: ImageGenerationAssignment>(_ submission: Submission.Type) -> Never {
  serve { request, channel in
    imageGenerationAnswer(to: request, from: submission, over: channel)
  }
}

/// Answers requests for assignment 2-2 on descriptors 3 and 4 until the test process hangs up.
public func serve<Submission: TextToImageAssignment>(_ submission: Submission.Type) -> Never {
  serve { request, _ in textToImageAnswer(to: request, from: submission) }
}

/// Answers requests with the submission in a shared library (`SubmissionLibrary`).
///
/// The library is loaded after the greeting: whatever its code does as it is loaded is the
/// submission's doing, not the worker's.
public func serve(libraryAt path: String) -> Never {
  var library: SubmissionLibrary?
  serve { request, channel in
    let loaded = library ?? SubmissionLibrary(path: path)
    library = loaded
    return loaded.answer(to: request, over: channel)
  }
}

private func serve(_ answer: (WorkerRequest, WorkerChannel) -> WorkerAnswer) -> Never {
  let channel = WorkerChannel()
  channel.send(
    WorkerAnswer(
      number: 0, result: .ready(protocolVersion: WorkerProtocol.version), calls: [],
      normals: TensorValue(shape: [0], values: [])))
  while let request = channel.nextRequest() {
    channel.send(answer(request, channel))
  }
  exit(0)
}
