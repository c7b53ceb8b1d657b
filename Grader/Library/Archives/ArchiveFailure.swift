import SubmissionProtocol

/// Why an archive is not unpacked: always as a whole, never by half.
public struct ArchiveFailure: Error, Equatable, Sendable {
  /// The archive's file name.
  public var archive: String
  public var reason: Reason

  public enum Reason: Error, Equatable, Sendable {
    // The file
    case unreadable(String)
    case notAFile
    case notAnArchive
    case truncated
    case damaged(String)
    case unsupported(String)
    // Its entries
    case link(path: String)
    case specialFile(path: String)
    case absolutePath(String)
    case parentPath(String)
    case controlCharacter(path: String)
    case duplicate(path: String)
    // Limits
    case archiveTooLarge(limit: Int)
    case tooManyEntries(limit: Int)
    case fileTooLarge(path: String, limit: Int)
    case totalTooLarge(limit: Int)
    case pathTooLong(limit: Int)
    case tooDeep(path: String, limit: Int)
    // What it should hold
    case noSubmission(expected: [String])
    case ambiguous(path: String, first: String, second: String)
    case badStudentNumber(String)
    // Unpacking
    case destinationNotEmpty(String)
    case unwritable(path: String, reason: String)
  }

  public init(archive: String, reason: Reason) {
    self.archive = archive
    self.reason = reason
  }
}

extension ArchiveFailure: CustomStringConvertible {
  public var description: String { "\(archive): \(reason)" }
}

extension ArchiveFailure.Reason: CustomStringConvertible {
  public var description: String { sentence.english }

  /// What is wrong and what to do, to follow "the archive".
  public var sentence: Sentence {
    switch self {
    case .unreadable(let words):
      say("cannot be read: \(words)", korean: "읽을 수 없습니다: \(words)")
    case .notAFile:
      say(
        "is not a file; give an archive or a folder of archives",
        korean: "파일이 아닙니다. 압축 파일이나 압축 파일이 든 폴더를 지정하십시오")
    case .notAnArchive:
      say(
        "is neither a tar, a gzipped tar nor a zip archive; pack it with CollectSubmission.sh",
        korean: "tar, gzip으로 압축한 tar, zip 중 어느 것도 아닙니다. CollectSubmission.sh로 다시 묶으십시오")
    case .truncated:
      say(
        "ends too early; upload or download it again", korean: "중간에 끊겨 있습니다. 다시 올리거나 내려받으십시오")
    case .damaged(let words):
      say(
        "is damaged (\(words)); upload or download it again",
        korean: "손상되었습니다 (\(words)). 다시 올리거나 내려받으십시오")
    case .unsupported(let feature):
      say(
        "uses \(feature), which is not supported; pack it with CollectSubmission.sh",
        korean: "지원하지 않는 방식으로 만들어졌습니다 (\(feature)). CollectSubmission.sh로 다시 묶으십시오")
    case .link(let path):
      say(
        "holds a link (\(path)); pack the file itself instead",
        korean: "링크가 들어 있습니다 (\(path)). 링크 대신 파일 자체를 넣으십시오")
    case .specialFile(let path):
      say(
        "holds a device or pipe (\(path)); pack plain files only",
        korean: "장치나 파이프가 들어 있습니다 (\(path)). 일반 파일만 넣으십시오")
    case .absolutePath(let path):
      say(
        "holds an absolute path (\(path)); pack relative paths only",
        korean: "절대 경로가 들어 있습니다 (\(path)). 상대 경로로 묶으십시오")
    case .parentPath(let path):
      say(
        "holds a path that leads out of it (\(path)); pack it without “..”",
        korean: "밖으로 나가는 경로가 들어 있습니다 (\(path)). “..” 없이 묶으십시오")
    case .controlCharacter(let path):
      say(
        "holds a name with a control character (\(path)); rename it",
        korean: "제어 문자가 든 이름이 있습니다 (\(path)). 이름을 바꾸십시오")
    case .duplicate(let path):
      say(
        "holds \(path) twice (names that differ by case alone count as one); pack it once",
        korean: "\(path)이(가) 두 번 들어 있습니다 (대소문자만 다른 이름은 같은 것으로 봅니다). 하나만 넣으십시오")
    case .archiveTooLarge(let limit):
      say(
        "is larger than the \(limit) bytes allowed; leave build products out",
        korean: "허용된 \(limit)바이트보다 큽니다. 빌드 결과물을 빼고 묶으십시오")
    case .tooManyEntries(let limit):
      say(
        "holds more than \(limit) files and folders; leave build products out",
        korean: "파일과 폴더가 \(limit)개보다 많습니다. 빌드 결과물을 빼고 묶으십시오")
    case .fileTooLarge(let path, let limit):
      say(
        "holds a file that is too large (\(path)): \(limit) bytes are allowed",
        korean: "너무 큰 파일이 들어 있습니다 (\(path)). \(limit)바이트까지 허용됩니다")
    case .totalTooLarge(let limit):
      say(
        "holds more than the \(limit) bytes allowed when unpacked",
        korean: "풀었을 때의 크기가 허용된 \(limit)바이트보다 큽니다")
    case .pathTooLong(let limit):
      say(
        "holds a path longer than the \(limit) bytes allowed",
        korean: "허용된 \(limit)바이트보다 긴 경로가 들어 있습니다")
    case .tooDeep(let path, let limit):
      say(
        "holds more than \(limit) folders in each other (\(path))",
        korean: "폴더가 \(limit)단계보다 깊이 겹쳐 있습니다 (\(path))")
    case .noSubmission(let expected):
      say(
        """
        holds none of the expected files (\(expected.joined(separator: ", "))); pack it with \
        CollectSubmission.sh
        """,
        korean: """
          필요한 파일이 하나도 없습니다 (\(expected.joined(separator: ", "))). CollectSubmission.sh로 다시 묶으십시오
          """)
    case .ambiguous(let path, let first, let second):
      say(
        "holds two files for \(path) (\(first) and \(second)); pack one",
        korean: "\(path)에 해당하는 파일이 두 개입니다 (\(first), \(second)). 하나만 넣으십시오")
    case .badStudentNumber(let name):
      say(
        "is not named after a student number (“\(name)” should be like 2000-00000); rename it",
        korean: "이름이 학번이 아닙니다 (“\(name)” 대신 2000-00000과 같은 형식이어야 합니다). 이름을 바꾸십시오")
    case .destinationNotEmpty(let path):
      say(
        "cannot be unpacked into \(path): not an empty folder",
        korean: "\(path)에 풀 수 없습니다: 빈 폴더가 아닙니다")
    case .unwritable(let path, let words):
      say(
        "cannot be unpacked to \(path): \(words)", korean: "\(path)에 풀 수 없습니다: \(words)")
    }
  }
}
