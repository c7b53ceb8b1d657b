import DiffusionCourse
import Foundation
import NeuralNetworks

/// As much of a run as tells whether another is the same.
struct RunFingerprint: Codable, Equatable, Sendable {
  /// The samples at 14 × 14, a byte a number (`PooledImages.bytes`); nil where they are not usable.
  var samples: Data?
  /// Every so-manieth weight, `weightCount` of them as Float32; nil where they cannot be read.
  var weights: Data?
  /// Numbers in the weights file.
  var parameters: Int
  /// Names the times that the training measured, which no two trainings share: run.json's seconds.
  var seconds: Double?

  static let weightCount = 1024

  init?(_ run: RunInspection, in root: String) {
    guard run.isThere else { return nil }
    samples = run.samples.map { Data(PooledImages($0).bytes) }
    seconds = run.record?.seconds
    let path = ResultsFolder(path: "\(root)/\(run.name)").path(of: .model)
    let state = isFile(path) ? try? SafeTensors.read(path) : nil
    // Matrices and kernels: statistics of batches and shifts are of other sizes.
    let tensors = (state?.tensors ?? []).filter { $0.shape.count >= 2 }
      .sorted { $0.name < $1.name }
    parameters = tensors.reduce(0) { $0 + $1.values.count }
    guard parameters >= RunFingerprint.weightCount else {
      weights = nil
      return
    }
    var picked: [Float] = []
    var before = 0
    for tensor in tensors {
      // The n-th is at n · parameters / weightCount of all.
      while picked.count < RunFingerprint.weightCount {
        let place = picked.count * parameters / RunFingerprint.weightCount - before
        guard place < tensor.values.count else { break }
        picked.append(tensor.values[place])
      }
      before += tensor.values.count
    }
    weights = picked.withUnsafeBytes { Data($0) }
  }

  /// The weights that were picked; nil too where one is infinite or undefined: its distance from others says
  /// nothing.
  var pickedWeights: [Float]? {
    guard let weights, weights.count == RunFingerprint.weightCount * 4 else { return nil }
    let picked = weights.withUnsafeBytes { bytes in
      (0..<RunFingerprint.weightCount).map {
        bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self)
      }
    }
    return picked.allSatisfy(\.isFinite) ? picked : nil
  }
}
