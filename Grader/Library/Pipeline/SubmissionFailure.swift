import SubmissionProtocol

/// Why nothing of a submission can be graded.
struct SubmissionFailure: Error, Equatable {
  /// Whether the grader failed, not the submission.
  var isGraders: Bool
  var reason: Sentence

  init(_ failure: ArchiveFailure) {
    let words = failure.reason.sentence
    switch failure.reason {
    case .unreadable, .destinationNotEmpty, .unwritable:
      isGraders = true
      reason = say(
        "the grader failed: the archive \(words)", korean: "채점기에 문제가 생겼습니다. 압축 파일: \(words)")
    default:
      isGraders = false
      reason = say("the archive \(words)", korean: "압축 파일: \(words)")
    }
  }

  init(_ error: GraderError) {
    isGraders = true
    reason = say("the grader failed: \(error)", korean: "채점기에 문제가 생겼습니다: \(error)")
  }
}
