import Foundation
import SubmissionProtocol

/// What a submission says of the bundle that it was made in: the `bundle.json` in its archive. A
/// student may write anything there, so it earns and costs nothing.
enum BundleClaim: Codable, Equatable, Sendable {
  case missing
  case unreadable
  /// The version of the assignment.
  case version(String)

  /// - Parameter bytes: Of the file; nil if there is none.
  init(_ bytes: [UInt8]?) {
    guard let bytes else {
      self = .missing
      return
    }
    struct Claim: Decodable { var assignment: String }
    guard bytes.count <= 1 << 16,
      let claim = try? JSONDecoder().decode(Claim.self, fromOutside: Data(bytes))
    else {
      self = .unreadable
      return
    }
    self = .version(String(escapedForTerminal(claim.assignment).prefix(80)))
  }

  /// What a report says about it; nil if it is the version that is graded.
  func warning(expecting version: String) -> Sentence? {
    switch self {
    case .version(version): nil
    case .version(let other):
      say(
        """
        this was made for version \(other) of the assignment, and version \(version) is graded: \
        please check that it is the right bundle
        """,
        korean: """
          이 제출물은 과제 버전 \(other)용이고 채점한 버전은 \(version)입니다. 올바른 과제 파일인지 \
          확인하십시오
          """)
    case .missing:
      say(
        """
        which version of the assignment this was made for is not known: it was packed without the \
        bundle's \(BundleIdentity.fileName)
        """,
        korean: """
          어느 버전의 과제인지 알 수 없습니다. 과제 파일의 \(BundleIdentity.fileName) 없이 묶었습니다
          """)
    case .unreadable:
      say(
        """
        which version of the assignment this was made for is not known: its \
        \(BundleIdentity.fileName) cannot be read
        """,
        korean: """
          어느 버전의 과제인지 알 수 없습니다. \(BundleIdentity.fileName) 파일을 읽을 수 없습니다
          """)
    }
  }
}
