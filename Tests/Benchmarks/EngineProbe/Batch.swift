import DiffusionCourse
import NeuralNetworks
import Tensors

/// Inputs of the network and what it should have answered, from a file of tensors `images`
/// [B, 1, 28, 28], `time` [B], `context` [B, 10] and `target` [B, 1, 28, 28].
struct Batch {
  let images: Tensor
  let time: [Float]
  let context: Tensor
  let target: Tensor

  var count: Int { time.count }

  init(reading path: String) throws {
    let file = try SafeTensors.read(path)
    func tensor(_ name: String) throws -> Tensor {
      guard let tensor = file[name] else { throw ProbeError("\(path): no tensor \(name)") }
      return tensor
    }
    images = try tensor("images")
    context = try tensor("context")
    target = try tensor("target")
    time = try tensor("time").scalars
    let count = time.count
    guard count > 0, images.shape == [count, 1, 28, 28], target.shape == images.shape,
      context.shape == [count, ConditionalDenoiser.classes]
    else {
      throw ProbeError(
        "\(path): images \(images.shape), time [\(count)], context \(context.shape), target "
          + "\(target.shape) do not belong together")
    }
  }

  private init(images: Tensor, time: [Float], context: Tensor, target: Tensor) {
    (self.images, self.time, self.context, self.target) = (images, time, context, target)
  }

  subscript(range: Range<Int>) -> Batch {
    Batch(
      images: images[range], time: Array(time[range]), context: context[range],
      target: target[range])
  }
}
