/// Generated digits of which people said whether they are clear, before they knew what a classifier makes of
/// them.
struct LabelledDigits: Sendable {
  /// Where they come from.
  var name: String
  /// Values in −1…1, [n, 1, 28, 28].
  var images: [Float]
  /// The digits that they were drawn for, [n].
  var requested: [Int]
  /// Whether each is clearly that to more than half of the viewers, [n].
  var clear: [Bool]
  /// What each viewer said, [viewers][n].
  var viewers: [[Bool]]

  private struct File: Decodable {
    var requested: [Int]
    var viewers: [[Bool]]
  }

  /// From `path`.npy and `path`.json.
  ///
  /// - Throws: `GraderError` for files that cannot be used.
  init(name: String, _ path: String) throws(GraderError) {
    let file = try ClarityEvidence.json(File.self, "\(path).json")
    let images = try ClarityEvidence.images("\(path).npy")
    let count = images.count / 784
    guard file.requested.count == count, !file.viewers.isEmpty,
      file.viewers.allSatisfy({ $0.count == count }),
      file.requested.allSatisfy({ (0...9).contains($0) })
    else {
      throw .unreadable(
        path: "\(path).json",
        reason:
          "a digit 0…9 and, from each viewer, true or false are expected for each of \(count) images"
      )
    }
    self.name = name
    self.images = images
    requested = file.requested
    viewers = file.viewers
    clear = (0..<count).map { image in
      file.viewers.count { $0[image] } * 2 > file.viewers.count
    }
  }

  /// Whether all viewers say the same, [n].
  var isPlain: [Bool] {
    clear.indices.map { image in viewers.allSatisfy { $0[image] == viewers[0][image] } }
  }
}
