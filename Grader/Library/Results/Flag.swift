import SubmissionProtocol

/// Something about where a submission's runs come from that a person should look at: evidence, with
/// its numbers, and never points. It goes to whoever grades, not into what a student reads.
public struct Flag: Codable, Equatable, Sendable {
  /// What was seen.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// `sample` gives no images where it is asked to draw the submitted ones again.
    case notDrawn
    /// `sample` does not call the network as the algorithm does.
    case calls
    /// The images do not follow from what the network answered.
    case networkIgnored
    /// The recorded seed and the submitted weights do not give the submitted images back.
    case notReproduced
    /// Another seed gives the same images.
    case noiseIgnored
    /// Images drawn anew are less clear than the submitted ones.
    case lessClear
    /// Samples are images of the training data.
    case trainingCopies
    /// One image stands for many.
    case repeatedImage
    /// Two runs have the same samples.
    case sameSamples
    /// Two runs have the same weights.
    case sameWeights
    /// Two works are one picture.
    case samePicture
  }

  public var kind: Kind
  /// The results folder.
  public var folder: String
  /// What was seen, with its numbers, and what may explain it.
  public var text: String

  public init(kind: Kind, folder: String, text: String) {
    self.kind = kind
    self.folder = folder
    self.text = text
  }
}

extension Flag.Kind {
  /// What was seen, in a few words.
  public var title: Sentence {
    switch self {
    case .notDrawn: say("cannot be drawn again", korean: "다시 그릴 수 없음")
    case .calls: say("calls of the network", korean: "네트워크 호출")
    case .networkIgnored: say("independent of the network", korean: "네트워크와 무관")
    case .notReproduced: say("other images from the same seed", korean: "같은 시드에서 다른 이미지")
    case .noiseIgnored: say("same images from another seed", korean: "다른 시드에서 같은 이미지")
    case .lessClear: say("less clear when drawn anew", korean: "새로 그리면 덜 또렷함")
    case .trainingCopies: say("training images", korean: "학습 이미지")
    case .repeatedImage: say("one image many times", korean: "같은 이미지 반복")
    case .sameSamples: say("same samples", korean: "같은 샘플")
    case .sameWeights: say("same weights", korean: "같은 가중치")
    case .samePicture: say("same picture", korean: "같은 그림")
    }
  }
}

/// A flag in both languages, as it is found and kept.
struct FoundFlag: Codable, Equatable, Sendable {
  var kind: Flag.Kind
  var text: Sentence

  init(_ kind: Flag.Kind, _ text: Sentence) {
    self.kind = kind
    self.text = text
  }

  func flag(of folder: String, in language: Language) -> Flag {
    Flag(kind: kind, folder: folder, text: text[language])
  }
}
