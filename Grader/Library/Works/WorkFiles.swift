import Foundation
import Painter
import Pictures
import SubmissionProtocol

/// A work as it was handed in, `NAME.png` and `NAME.json`. Neither is trusted: both are read with
/// limits, and what does not fit is a reason in one line.
struct WorkFiles {
  /// NAME.
  let name: String
  let record: WorkRecord?
  let picture: Image?
  /// Why there is no record, no picture.
  private(set) var recordProblem: Sentence?
  private(set) var pictureProblem: Sentence?

  static let mostRecordBytes = 64 << 10
  static let mostPictureBytes = 8 << 20
  /// A picture made elsewhere may have 2048 × 2048 pixels.
  static let mostPixels = 2048 * 2048
  static let mostPromptCharacters = 1000

  /// The works among the files of `works/`, by name; what is there beyond `most` is left out.
  static func all(in files: [String: ArchiveFile], most: Int = mostWorks) -> [WorkFiles] {
    let names = Set(
      files.keys.filter { $0 != Submission.privateMark }.map {
        String($0[..<($0.lastIndex(of: ".") ?? $0.endIndex)])
      })
    return names.sorted().prefix(most).map { name in
      WorkFiles(name, json: files["\(name).json"]?.bytes, png: files["\(name).png"]?.bytes)
    }
  }

  static let mostWorks = 4

  init(_ name: String, json: [UInt8]?, png: [UInt8]?) {
    self.name = name
    (record, recordProblem) = WorkFiles.record(json, named: name)
    (picture, pictureProblem) = WorkFiles.picture(png, named: name)
  }

  private static func record(_ bytes: [UInt8]?, named name: String) -> (WorkRecord?, Sentence?) {
    guard let bytes else {
      return (nil, say("\(name).json is missing", korean: "\(name).json이 없습니다"))
    }
    guard bytes.count <= mostRecordBytes else {
      return (
        nil,
        say(
          "\(name).json has \(bytes.count) bytes; settings need no more than \(mostRecordBytes)",
          korean: "\(name).json의 크기가 \(bytes.count)바이트입니다. 설정에는 \(mostRecordBytes)바이트면 충분합니다")
      )
    }
    do {
      let record = try JSONDecoder().decode(WorkRecord.self, fromOutside: Data(bytes))
      guard record.format == 1 else {
        return (
          nil,
          say(
            "\(name).json has form \(record.format); this grader reads form 1",
            korean: "\(name).json의 형식이 \(record.format)입니다. 이 채점기는 형식 1을 읽습니다")
        )
      }
      let texts = [record.prompt, record.negative ?? "", record.model ?? ""]
      guard texts.allSatisfy({ $0.unicodeScalars.count <= mostPromptCharacters }) else {
        return (
          nil,
          say(
            "\(name).json: a text is longer than \(mostPromptCharacters) characters",
            korean: "\(name).json: \(mostPromptCharacters)자보다 긴 글이 있습니다")
        )
      }
      return (record, nil)
    } catch {
      let problem = decodingProblem(error)
      return (nil, say("\(name).json: \(problem)", korean: "\(name).json: \(problem)"))
    }
  }

  private static func picture(_ bytes: [UInt8]?, named name: String) -> (Image?, Sentence?) {
    guard let bytes else {
      return (nil, say("\(name).png is missing", korean: "\(name).png가 없습니다"))
    }
    guard bytes.count <= mostPictureBytes else {
      return (
        nil,
        say(
          "\(name).png has \(bytes.count) bytes; \(mostPictureBytes) are allowed",
          korean: "\(name).png의 크기가 \(bytes.count)바이트입니다. \(mostPictureBytes)바이트까지 됩니다")
      )
    }
    do {
      return (try PNG.decode(bytes, maximumPixels: mostPixels), nil)
    } catch {
      return (
        nil,
        say(
          "\(name).png: \(error)", korean: "\(name).png를 읽을 수 없습니다 (\(error))")
      )
    }
  }
}
