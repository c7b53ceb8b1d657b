import DiffusionCourse
import Foundation
import SubmissionProtocol
import Synchronization

/// A submission's module as a shared library, loaded into the worker.
///
/// Beside the student's files it is made of one of ours, which names the type:
///
///     import SubmissionWorker
///     @_cdecl("registerSubmission")
///     public func registerSubmission() { register(HandsOn.self) }
///
/// What the library takes from the course's modules it finds in the worker itself. The worker's own
/// functions come first there, so a library that defines one of the same name does not replace it.
struct SubmissionLibrary {
  typealias Answer = @Sendable (WorkerRequest, WorkerChannel) -> WorkerAnswer

  /// What the library registered; nil if it could not be loaded.
  private let registered: Answer?
  /// Why it could not.
  private let problem: String

  init(path: String) {
    // Nothing of it can stand in for what the worker or another library calls.
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      registered = nil
      let words = dlerror().map { String(cString: $0) } ?? "the system gives no reason"
      // Where we keep it is nobody's business.
      problem = words.replacing("\(path): ", with: "")
      return
    }
    guard let entry = dlsym(handle, "registerSubmission") else {
      registered = nil
      problem = "it does not register a submission"
      return
    }
    unsafeBitCast(entry, to: (@convention(c) () -> Void).self)()
    registered = registration.withLock { $0 }
    problem = "it registers nothing"
  }

  func answer(to request: WorkerRequest, over channel: WorkerChannel) -> WorkerAnswer {
    if let registered { return registered(request, channel) }
    return CallContext().answer(.unloadable(problem), to: request)
  }
}

/// What the library that was loaded last registered.
private let registration = Mutex<SubmissionLibrary.Answer?>(nil)

/// Makes a hands-on the one that this worker asks.
public func register<Submission: HandsOnAssignment>(_ submission: Submission.Type) {
  registration.withLock { $0 = { request, _ in handsOnAnswer(to: request, from: submission) } }
}

/// Makes an assignment 2-1 the one that this worker asks.
public func register<Submission: ImageGenerationAssignment>(_ submission: Submission.Type) {
  registration.withLock {
    $0 = { request, channel in
      imageGenerationAnswer(to: request, from: submission, over: channel)
    }
  }
}

/// Makes an assignment 2-2 the one that this worker asks.
public func register<Submission: TextToImageAssignment>(_ submission: Submission.Type) {
  registration.withLock { $0 = { request, _ in textToImageAnswer(to: request, from: submission) } }
}
