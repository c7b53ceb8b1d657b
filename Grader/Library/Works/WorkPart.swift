/// What is looked at in a work: the parts that the rubric gives points for.
enum WorkPart: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  /// NAME.json has all that made the picture, and the prompt is understood.
  case settings
  /// The settings make the picture again.
  case picture
  /// The picture shows what the prompt asks for.
  case prompt
}
