import Foundation

/// Comes to the result of one submission of a batch: from its record, or by grading it.
struct SubmissionInBatch: Sendable {
  var context: GradingContext
  var folder: OutputFolder
  var circumstances: Circumstances
  /// Whether to grade anew what was graded before.
  var isFresh: Bool
  var gradedAt: String

  /// A result, whatever happens.
  struct Outcome {
    var result: SubmissionResult
    /// By the results folder, for comparing the class.
    var fingerprints: [String: RunFingerprint] = [:]
    /// Whether all of it was known before.
    var isResumed = false
  }

  func outcome(of submission: SubmissionArchive) -> Outcome {
    let start = ContinuousClock.now
    var result = SubmissionResult(of: submission, in: context.language, gradedAt: gradedAt)
    let earlier = folder.record(of: submission)
    var archiveKey: String?
    var fingerprints: [String: RunFingerprint] = [:]
    do throws(SubmissionFailure) {
      let bytes = try submission.bytes()
      archiveKey = SHA256.hexadecimal(of: bytes)
      let key = circumstances.key(
        ofArchive: bytes, student: submission.student, verification: context.verification)
      if !isFresh, let earlier, earlier.key == key,
        let known = self.result(of: submission, from: earlier), known.isComplete
      {
        // A grader that was killed between the record and here left its mark.
        folder.unmark(submission)
        return Outcome(
          result: known, fingerprints: earlier.findings.fingerprints, isResumed: true)
      }
      folder.mark(submission)
      defer { folder.unmark(submission) }
      let findings = try context.findings(
        in: bytes, of: submission, circumstances: circumstances)
      fingerprints = findings.fingerprints
      result.take(
        findings, by: context.rubric, overrides: context.overrides, in: context.language)
      settle(&result, findings, of: submission)
      result.seconds = ContinuousClock.now.seconds(since: start)
      if result.isComplete {
        let record = SubmissionRecord(
          key: key, student: submission.student, archive: submission.name,
          archiveKey: archiveKey ?? "", gradedAt: gradedAt, seconds: result.seconds,
          findings: findings)
        do throws(GraderError) {
          try folder.write(record, of: submission)
        } catch {
          throw SubmissionFailure(error)
        }
      }
    } catch {
      result.take(error, in: context.language)
      result.seconds = ContinuousClock.now.seconds(since: start)
    }
    guard let reason = result.fault(in: context.language), let earlier,
      let kept = self.kept(earlier, of: submission, archiveKey: archiveKey, because: reason)
    else { return Outcome(result: result, fingerprints: fingerprints) }
    return Outcome(result: kept, fingerprints: earlier.findings.fingerprints)
  }

  private func settle(
    _ result: inout SubmissionResult, _ findings: SubmissionFindings,
    of submission: SubmissionArchive
  ) {
    result.settle(
      context.terms, claim: findings.bundle, submission: submission, isAlone: context.isAlone,
      in: context.language)
  }

  /// The result that a record gives by today's rubric.
  private func result(
    of submission: SubmissionArchive, from record: SubmissionRecord
  ) -> SubmissionResult? {
    var result = SubmissionResult(
      of: submission, in: context.language, gradedAt: record.gradedAt)
    result.take(
      record.findings, by: context.rubric, overrides: context.overrides, in: context.language)
    settle(&result, record.findings, of: submission)
    result.seconds = record.seconds
    return result
  }

  /// The earlier verdict where the grader failed this time; nil if there is none that is complete and
  /// surely this student's.
  private func kept(
    _ earlier: SubmissionRecord, of submission: SubmissionArchive, archiveKey: String?,
    because reason: String
  ) -> SubmissionResult? {
    // Archives without a student's number may take turns in a folder: there the bytes have to agree.
    let isSameArchive = archiveKey.map { $0 == earlier.archiveKey } ?? false
    guard earlier.student == submission.student,
      isSameArchive || StudentNumber(submission.student) != nil,
      var result = result(of: submission, from: earlier), result.isComplete
    else { return nil }
    // Where the archive could not even be read, its name has to do.
    let isOther = archiveKey == nil ? earlier.archive != submission.name : !isSameArchive
    result.archive = earlier.archive
    result.kept = KeptVerdict(
      reason: reason, gradedAt: earlier.gradedAt, newerArchive: isOther ? submission.name : nil)
    return result
  }
}
