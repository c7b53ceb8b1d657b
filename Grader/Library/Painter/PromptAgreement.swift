import CaptionedPictures

/// How well pictures agree with the prompts that they were painted from: what the reader sees in them
/// against what the prompts mention.
struct PromptAgreement: Codable, Equatable, Sendable {
  var prompts: Int
  /// The share of pictures that are as the prompt says, of each attribute that prompts mention, 0…1.
  var attributes: [Attribute: Double]
  /// The share of all that was mentioned. How many things there are is not counted: it is what pictures
  /// have right most easily.
  var mentioned: Double
  /// The share of pictures that are right in everything the prompt says.
  var all: Double

  init(_ captions: [Caption], _ scenes: [Scene]) {
    self.init(zip(captions, scenes).map { $0.agreement(with: $1) })
  }

  private init(_ agreements: [[Attribute: Bool]]) {
    prompts = agreements.count
    attributes = [Attribute: Double](agreementOf: agreements)
    mentioned = share(
      agreements.flatMap { $0.filter { $0.key != .count }.map(\.value) }
    ) { $0 }
    all = share(agreements) { $0.values.allSatisfy { $0 } }
  }

  /// Agreement by chance: each prompt with scenes that know nothing of it.
  static func byChance(_ captions: [Caption], _ scenes: [Scene]) -> PromptAgreement {
    PromptAgreement(captions.flatMap { caption in scenes.map { caption.agreement(with: $0) } })
  }
}
