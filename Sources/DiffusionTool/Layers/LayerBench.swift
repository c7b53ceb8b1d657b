import NeuralNetworks
import NumericKernels
import Tensors

/// Times one layer after the other, as a training step of `ContextUnet` meets them.
final class LayerBench {
  private let batch: Int
  private let runs: Int
  private let peak: MachinePeak
  private let random = RandomSource(seed: 1)
  private var figuresByPeak: [(MachinePeak) -> LayerFigures] = []

  /// Of all layers so far, against the peak as known by now.
  var figures: [LayerFigures] { figuresByPeak.map { $0(peak) } }

  init(batch: Int, runs: Int, peak: MachinePeak) {
    (self.batch, self.runs, self.peak) = (batch, runs, peak)
  }

  /// Convolution 3 × 3 on images of `side` × `side`, and its two gradients.
  ///
  /// - Parameter isFirst: Its input is the network's, which no gradient is asked of.
  func convolution(
    _ inputs: Int, _ outputs: Int, side: Int, occurrences: Int, isFirst: Bool = false
  ) {
    let name = "conv 3×3 \(inputs)→\(outputs) \(side)×\(side)"
    let layer = Convolution(inChannels: inputs, outChannels: outputs, using: random)
    let (weight, bias) = (layer.weight.value.detached(), layer.bias.value.detached())
    let x = images(inputs, side)
    let shape = ConvolutionShape(
      batch: batch, inChannels: inputs, outChannels: outputs, height: side, width: side,
      kernelHeight: 3, kernelWidth: 3, padding: 1)
    var exchanged = shape
    (exchanged.inChannels, exchanged.outChannels) = (outputs, inputs)
    let bytes = 4 * Double(x.count + weight.count + batch * outputs * side * side)
    forward(name, occurrences, LayerCost(shape, bytes: bytes)) {
      x.convolved(with: weight, bias: bias, padding: 1)
    }
    if !isFirst {
      backward(name, "input", occurrences, LayerCost(exchanged, bytes: bytes)) {
        x.trackingGradient().convolved(with: weight, bias: bias, padding: 1)
      }
    }
    backward(name, "weight", occurrences, LayerCost(shape, bytes: bytes)) {
      x.convolved(with: weight.trackingGradient(), bias: bias.trackingGradient(), padding: 1)
    }
  }

  /// Transposed convolution k × k with stride k, on images of `side` × `side`.
  func transposedConvolution(_ inputs: Int, _ outputs: Int, kernel k: Int, side: Int) {
    let name = "transp. \(k)×\(k) \(inputs)→\(outputs) \(side)×\(side)"
    let layer = TransposedConvolution(
      inChannels: inputs, outChannels: outputs, kernelSize: k, using: random)
    let (weight, bias) = (layer.weight.value.detached(), layer.bias.value.detached())
    let x = images(inputs, side)
    let grown = batch * outputs * k * k * side * side
    let cost = LayerCost(
      operations: 2 * Double(x.count) * Double(outputs * k * k),
      bytes: 4 * Double(x.count + weight.count + grown))
    forward(name, 1, cost) { x.transposeConvolved(with: weight, bias: bias) }
    backward(name, "input", 1, cost) {
      x.trackingGradient().transposeConvolved(with: weight, bias: bias)
    }
    backward(name, "weight", 1, cost) {
      x.transposeConvolved(with: weight.trackingGradient(), bias: bias.trackingGradient())
    }
  }

  /// Batch normalisation in training, with GELU.
  func batchNormalization(_ channels: Int, side: Int, occurrences: Int) {
    let layer = BatchNormalization(channels: channels, activation: .gelu)
    passes("batch norm \(channels) \(side)×\(side)", channels, side, occurrences) { layer($0) }
  }

  /// Group normalisation with ReLU.
  func groupNormalization(_ channels: Int, side: Int) {
    let layer = GroupNormalization(groups: 8, channels: channels, activation: .relu)
    passes("group norm \(channels) \(side)×\(side)", channels, side, 1) { layer($0) }
  }

  func maxPooling(_ channels: Int, side: Int) {
    passes("max pool 2×2 \(channels) \(side)×\(side)", channels, side, 1) { $0.maxPooled(size: 2) }
  }

  /// Label embedding times images plus time embedding.
  func scaleAndAdd(_ channels: Int, side: Int) {
    let scale = random.normal(shape: [batch, channels, 1, 1])
    let shift = random.normal(shape: [batch, channels, 1, 1])
    passes("scale and add \(channels) \(side)×\(side)", channels, side, 1) {
      $0.channelsScaled(by: scale.trackingGradient(), plus: shift.trackingGradient())
    }
  }

  /// The step over all parameters of a network, whose gradients are there already.
  func optimizer(_ optimizer: Adam) {
    let count = optimizer.parameters.reduce(0) { $0 + $1.value.count }
    // Parameter, gradient and two moments in, all but the gradient out.
    add("Adam \(grouped(count))", "step", 1, LayerCost(bytes: 28 * Double(count))) {
      seconds(optimizer.step)
    }
  }
}

extension LayerBench {
  private func images(_ channels: Int, _ side: Int) -> Tensor {
    random.normal(shape: [batch, channels, side, side])
  }

  /// Forward and backward of what turns images into images with few operations: images in, result out;
  /// its gradient and the images in, their gradient out.
  private func passes(
    _ name: String, _ channels: Int, _ side: Int, _ occurrences: Int, _ layer: (Tensor) -> Tensor
  ) {
    let x = images(channels, side)
    let results = withoutGradients { layer(x) }.count
    forward(name, occurrences, LayerCost(bytes: 4 * Double(x.count + results))) { layer(x) }
    backward(name, "backward", occurrences, LayerCost(bytes: 4 * Double(results + 2 * x.count))) {
      layer(x.trackingGradient())
    }
  }

  private func forward(
    _ name: String, _ occurrences: Int, _ cost: LayerCost, _ layer: () -> Tensor
  ) {
    add(name, "forward", occurrences, cost) {
      seconds { withoutGradients { _ = layer() } }
    }
  }

  /// From the gradient of the result to those of what `layer` tracks.
  private func backward(
    _ name: String, _ pass: String, _ occurrences: Int, _ cost: LayerCost, _ layer: () -> Tensor
  ) {
    let gradient = random.normal(shape: withoutGradients { layer() }.shape)
    add(name, pass, occurrences, cost) {
      let result = layer()
      return seconds { result.backward(from: gradient) }
    }
  }

  private func add(
    _ layer: String, _ pass: String, _ occurrences: Int, _ cost: LayerCost, _ run: () -> Double
  ) {
    let time = median(of: runs, run)
    peak.measureOperations()
    peak.measureBandwidth(over: cost.bytes)
    figuresByPeak.append { peak in
      LayerFigures(
        layer: layer, pass: pass, occurrences: occurrences, cost: cost, seconds: time,
        peakOperationsPerSecond: peak.operationsPerSecond,
        peakBytesPerSecond: peak.bandwidth(over: cost.bytes))
    }
  }
}

extension LayerBench {
  /// Every kind of layer that `ContextUnet` with F features has, but those that cost next to nothing.
  func contextUnet(features: Int) {
    let (f, double) = (features, 2 * features)
    convolution(1, f, side: 28, occurrences: 1, isFirst: true)
    convolution(f, f, side: 28, occurrences: 7)
    convolution(double, f, side: 28, occurrences: 1)
    convolution(f, 1, side: 28, occurrences: 1)
    convolution(f, double, side: 14, occurrences: 1)
    convolution(double, double, side: 14, occurrences: 1)
    convolution(f, f, side: 14, occurrences: 4)
    transposedConvolution(double, double, kernel: 7, side: 1)
    transposedConvolution(2 * double, f, kernel: 2, side: 7)
    transposedConvolution(double, f, kernel: 2, side: 14)
    batchNormalization(f, side: 28, occurrences: 8)
    batchNormalization(double, side: 14, occurrences: 2)
    batchNormalization(f, side: 14, occurrences: 4)
    groupNormalization(double, side: 7)
    groupNormalization(f, side: 28)
    maxPooling(f, side: 28)
    maxPooling(double, side: 14)
    scaleAndAdd(double, side: 7)
    scaleAndAdd(f, side: 14)
  }
}
