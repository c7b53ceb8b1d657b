/// Generated digits of which a person said whether they are clear, before any classifier judged them.
struct LabelledDigits: Sendable {
  /// Where they come from.
  var name: String
  /// Values in −1…1, [n, 1, 28, 28].
  var images: [Float]
  /// The digits that they were drawn for, [n].
  var requested: [Int]
  /// Whether each is clearly that, [n].
  var clear: [Bool]

  private struct File: Decodable {
    var requested: [Int]
    var clear: [Bool]
  }

  /// From `path`.npy and `path`.json.
  ///
  /// - Throws: `GraderError` for files that cannot be used.
  init(name: String, _ path: String) throws(GraderError) {
    let file = try ClarityEvidence.json(File.self, "\(path).json")
    let images = try ClarityEvidence.images("\(path).npy")
    let count = images.count / 784
    guard file.requested.count == count, file.clear.count == count,
      file.requested.allSatisfy({ (0...9).contains($0) })
    else {
      throw .unreadable(
        path: "\(path).json",
        reason: "a digit 0…9 and true or false are expected for each of \(count) images")
    }
    self.name = name
    self.images = images
    requested = file.requested
    clear = file.clear
  }
}
