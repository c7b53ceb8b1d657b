import Foundation
import Pictures

extension ResultsFolder {
  /// The folder's own name.
  var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// Writes the learning curve, as table and as picture.
  func write(_ history: LossHistory) throws {
    try write(Array(history.csv.utf8), to: .loss)
    try write(PNG.encode(history.chart(title: name)), to: .lossPicture)
  }

  /// Writes what a finished run leaves, apart from its weights; the record last.
  func write(_ sampled: SampledImages, history: LossHistory, record: RunRecord) throws {
    try write(
      NPY.encode(shape: sampled.images.shape, values: sampled.images.scalars), to: .samples)
    try write(PNG.encode(SamplePictures.sheet(sampled.images)), to: .samplesPicture)
    let states = sampled.states.isEmpty ? [sampled.images] : sampled.states
    try write(SamplePictures.reverseAnimation(states), to: .reverse)
    try write(history)
    try write(record.encoded(), to: .record)
  }
}
