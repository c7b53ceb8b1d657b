import Painter
import SubmissionProtocol

/// One work as reports and the gallery show it.
public struct WorkResult: Codable, Equatable, Sendable {
  public var name: String
  public var prompt: String
  public var negative: String
  /// The settings in a line, in the language of the reports; of a picture made elsewhere, its model.
  public var settings: String
  /// Whether another model made it, so that it was not drawn again.
  public var isElsewhere: Bool
  /// A PNG, base 64.
  public var png: String
  /// What the settings make, where that is another picture.
  public var redrawing: String?
  /// Whether the class may see it.
  public var isShared: Bool
  /// Equal pictures have equal keys.
  public var key: String?

  public init(
    name: String, prompt: String, negative: String = "", settings: String,
    isElsewhere: Bool = false, png: String, redrawing: String? = nil, isShared: Bool = true,
    key: String? = nil
  ) {
    self.name = name
    self.prompt = prompt
    self.negative = negative
    self.settings = settings
    self.isElsewhere = isElsewhere
    self.png = png
    self.redrawing = redrawing
    self.isShared = isShared
    self.key = key
  }
}

extension WorkFindings {
  /// The work for reports; nil where there is no picture.
  func result(in language: Language) -> WorkResult? {
    guard let picture else { return nil }
    return WorkResult(
      name: name, prompt: record?.prompt ?? "", negative: record?.negative ?? "",
      settings: record.map { settings(of: $0)[language] } ?? "",
      isElsewhere: record?.origin == .elsewhere, png: picture, redrawing: redrawing,
      isShared: isShared, key: key)
  }

  private func settings(of record: WorkRecord) -> Sentence {
    if record.origin == .elsewhere {
      return say(
        "made elsewhere: \(record.model ?? "?")", korean: "다른 곳에서 만듦: \(record.model ?? "?")")
    }
    func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "?" }
    let scheduler = record.scheduler?.rawValue ?? "?"
    return say(
      """
      \(text(record.steps)) steps · guidance \(text(record.guidance)) · seed \(text(record.seed)) · \(scheduler)
      """,
      korean: """
        스텝 \(text(record.steps)) · guidance \(text(record.guidance)) · 시드 \(text(record.seed)) · \(scheduler)
        """)
  }
}
