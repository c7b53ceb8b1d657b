import Foundation
import Processes

/// The folder that a class is graded into, held by one grader at a time.
///
/// Besides the reports it has a hidden folder, `.grader`: `lock`; `records`, what was found out about
/// each submission, by its folder; `running`, a mark for each submission that is being graded.
///
/// The lock is the system's and ends with the process that holds it, however that ends: a lock of a
/// dead grader is none.
final class OutputFolder: Sendable {
  let path: String
  private let lock: Descriptor

  private var hidden: String { "\(path)/.grader" }
  private var records: String { "\(hidden)/records" }
  private var running: String { "\(hidden)/running" }

  /// Makes the folder if it is not there, takes the lock, and removes what a grader that was killed
  /// left half-written.
  ///
  /// - Throws: `GraderError.unwritable`, also where another grader is at work in it.
  init(_ path: String) throws(GraderError) {
    self.path = path
    if isFile(path) {
      throw .unwritable(path: path, reason: "it is a file; name a folder with --output")
    }
    let hidden = "\(path)/.grader"
    for folder in ["records", "running"] { try makeFolder("\(hidden)/\(folder)") }
    lock = try OutputFolder.locked("\(hidden)/lock", for: path)
    removeHalfWritten()
  }

  /// Gives the folder to the next grader.
  func release() { lock.close() }

  private static func locked(
    _ file: String, for path: String
  ) throws(GraderError) -> Descriptor {
    let number = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard number >= 0 else {
      throw .unwritable(path: file, reason: String(cString: strerror(errno)))
    }
    let descriptor = Descriptor(owning: number)
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      guard reason == EWOULDBLOCK else {
        throw .unwritable(
          path: file, reason: "it cannot be locked: \(String(cString: strerror(reason)))")
      }
      let text = FileManager.default.contents(atPath: file) ?? Data()
      let holder = Int32(String(decoding: text, as: UTF8.self)).map { " (process \($0))" } ?? ""
      throw .unwritable(
        path: path,
        reason: "another grader\(holder) is at work in it; wait for it, or give another --output")
    }
    // For the message above, in another process.
    ftruncate(number, 0)
    _ = Array("\(getpid())".utf8).withUnsafeBytes { pwrite(number, $0.baseAddress, $0.count, 0) }
    return descriptor
  }

  /// Files that a writer was killed over: `NAME.PROCESS.part`.
  private func removeHalfWritten() {
    let folders =
      [path, hidden, records] + namesInFolder(path).map { "\(path)/\($0)" }.filter(isFolder)
    for folder in folders {
      for name in namesInFolder(folder) where name.wholeMatch(of: #/.+\.[0-9]+\.part/#) != nil {
        unlink("\(folder)/\(name)")
      }
    }
  }

  // MARK: Records

  /// What was found out about the submission of this folder, and when; nil where there is nothing,
  /// or nothing that can be believed.
  func record(of submission: SubmissionArchive) -> SubmissionRecord? {
    SealedFile.read(SubmissionRecord.self, from: "\(records)/\(submission.folder).json")
  }

  /// Keeps a record. It is on the disk when this returns.
  func write(_ record: SubmissionRecord, of submission: SubmissionArchive) throws(GraderError) {
    try SealedFile.write(record, to: "\(records)/\(submission.folder).json")
  }

  // MARK: Marks

  /// Says that a submission is being graded, until `unmark`.
  func mark(_ submission: SubmissionArchive) {
    close(open("\(running)/\(submission.folder)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
  }

  func unmark(_ submission: SubmissionArchive) { unlink("\(running)/\(submission.folder)") }

  /// Whether a grader ended while it was grading this submission.
  func isMarked(_ submission: SubmissionArchive) -> Bool {
    isFile("\(running)/\(submission.folder)")
  }
}

/// What was found out about a submission, with full verdicts only, as it is kept in the output folder.
struct SubmissionRecord: Codable, Equatable, Sendable {
  /// Of the archive's bytes and of all else that the findings depend on (`Circumstances`).
  var key: String
  var student: String
  /// The archive's file name, and the SHA-256 of its bytes.
  var archive: String
  var archiveKey: String
  /// ISO 8601.
  var gradedAt: String
  var seconds: Double
  var findings: SubmissionFindings
}
