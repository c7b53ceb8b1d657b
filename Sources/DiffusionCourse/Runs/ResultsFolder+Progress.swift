import Foundation

/// What a run leaves beside the files that are handed in: sheets of samples on the way, and its events
/// for TensorBoard. Nothing rests on them.
extension ResultsFolder {
  /// The events of the run; TensorBoard looks for "tfevents" in the name.
  public var eventsPath: String { path + "/events.out.tfevents.diffusion" }

  /// The folder of the sheets of samples, one for each of some epochs.
  public var epochsPath: String { path + "/epochs" }

  /// `epochs/epoch_005.png`.
  public func gridPath(epoch: Int) -> String {
    let digits = "\(epoch)"
    return
      "\(epochsPath)/epoch_\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits).png"
  }

  /// The epochs that have a sheet, in order.
  public var gridEpochs: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: epochsPath)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("epoch_"), name.hasSuffix(".png"),
        let epoch = Int(name.dropFirst(6).dropLast(4)), epoch > 0,
        gridPath(epoch: epoch) == "\(epochsPath)/\(name)"
      else { return nil }
      return epoch
    }.sorted()
  }

  /// Takes away what an earlier run left of these.
  func clearProgress() throws(RunError) {
    var paths = gridEpochs.map { gridPath(epoch: $0) }
    if FileManager.default.fileExists(atPath: eventsPath) { paths.append(eventsPath) }
    for path in paths {
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch {
        throw .cannotWrite(path: path, reason: systemReason(of: error))
      }
    }
  }

  /// Writes a sheet of samples.
  func write(grid: [UInt8], epoch: Int) throws(RunError) {
    try makeFolder(at: epochsPath)
    try writeFile(grid, to: gridPath(epoch: epoch))
  }
}
