import CaptionedPictures
import NumericKernels
import Tensors

/// Pictures of the small world, and captions for them, as training wants them.
struct TrainingPictures {
  let seed: UInt64

  func scene(_ index: Int) -> Scene { Scene.training(seed: seed, index: index) }

  /// Pictures of a range of scenes, [B, 3, 32, 32], values in −1…1.
  func pictures(_ range: Range<Int>) -> Tensor {
    let size = PictureSize.values
    let values = [Float](unsafeUninitializedCapacity: range.count * size) { buffer, count in
      nonisolated(unsafe) let target = buffer.baseAddress!
      parallelRanges(range.count, grain: 4) { part in
        for i in part {
          let index = range.lowerBound + i
          let pixels = PictureRenderer.values(of: scene(index), seed: seed, index: index)
          pixels.withUnsafeBufferPointer {
            (target + i * size).initialize(from: $0.baseAddress!, count: size)
          }
        }
      }
      count = range.count * size
    }
    return Tensor(
      values, shape: [range.count, PictureSize.channels, PictureSize.side, PictureSize.side])
  }

  /// One of the many captions of a scene, as tokens.
  func tokens(_ index: Int, variant: Int) -> [Int] {
    Tokenizer.tokenize(Caption(of: scene(index), seed: seed &+ 1, index: variant).text).ids
  }
}
