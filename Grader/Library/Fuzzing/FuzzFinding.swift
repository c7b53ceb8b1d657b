import Processes

/// What one input did to a reader that no input may do.
struct FuzzFinding: Codable, Equatable, Sendable {
  enum Kind: String, Codable, Sendable {
    /// The process ended by a signal or of its own accord.
    case trap
    /// More than the time that an input may take.
    case hang
    /// More memory than the cap.
    case memory
    /// A wrong error, or something else that the target's checks refuse.
    case violation
  }

  var target: String
  var kind: Kind
  /// The reader's last words, or what was violated: one line.
  var words: String
  /// Which input of the campaign it was; nil for one from a file.
  var index: Int?
  /// The file that holds the input, made smaller where that was possible.
  var file: String?
  /// False: alone, without the inputs before it, the input does no harm.
  var isRepeatable = true

  /// Equal for findings that are most likely one fault.
  var signature: String { "\(target) \(kind) \(words.filter { !$0.isNumber })" }

  /// One line.
  var line: String {
    let place = index.map { "input \($0)" } ?? "the input"
    let repeats = isRepeatable ? "" : " (only after the inputs before it)"
    return "\(target): \(kind.rawValue) at \(place)\(repeats): \(words)"
      + (file.map { "; replay with grader fuzz \(target) --input \($0)" } ?? "")
  }
}
