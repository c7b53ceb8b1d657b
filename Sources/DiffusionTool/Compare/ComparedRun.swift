import DiffusionCourse
import Foundation
import Pictures
import Tensors

/// A finished run as `compare` shows it.
struct ComparedRun {
  /// The folder, as it was given.
  var path: String
  var record: RunRecord
  var history: LossHistory
  /// How many of the 100 samples are clear digits, where a classifier is at hand to say so.
  var clearDigits: Int?
  /// 10 × 10 samples, a PNG file.
  var samples: [UInt8]
  /// The reverse process, a GIF file; empty if it is none.
  var reverse: [UInt8]
  /// The sheets drawn on the way, PNG files.
  var grids: [(epoch: Int, png: [UInt8])]

  /// "ε, linear".
  var title: String {
    "\(record.run.prediction == .epsilon ? "ε" : "x₀"), \(record.run.schedule.rawValue)"
  }

  /// Reads a results folder. The picture is drawn from `samples.npy`, which is what is graded.
  ///
  /// - Throws: What is wrong with it, in one line that names the file.
  init(_ folder: ResultsFolder) throws {
    path = folder.path
    record = try folder.record()
    history = try LossHistory(of: folder)
    let file = folder.path(of: .samples)
    let array = try NPY.read(file, maximumBytes: 4 << 20)
    guard array.shape == [100, 1, 28, 28] else {
      throw RunError.brokenSamples(path: file, shape: array.shape)
    }
    samples = PNG.encode(SamplePictures.sheet(Tensor(array.values, shape: array.shape)))
    let animation = Self.bytes(folder.path(of: .reverse))
    reverse = animation.starts(with: Array("GIF89a".utf8)) ? animation : []
    // Five at most, evenly spread: a run of a hundred epochs may have twenty.
    let epochs = folder.gridEpochs
    let count = min(5, epochs.count)
    grids = (0..<count).compactMap { index in
      let epoch = epochs[(index + 1) * epochs.count / count - 1]
      guard let image = try? PNG.read(folder.gridPath(epoch: epoch)) else { return nil }
      return (epoch, PNG.encode(image))
    }
  }

  /// A file's bytes, none if it cannot be read or is larger than 4 MB.
  private static func bytes(_ path: String) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? handle.close() }
    let limit = 4 << 20
    guard let data = try? handle.read(upToCount: limit + 1), data.count <= limit else { return [] }
    return Array(data)
  }
}
