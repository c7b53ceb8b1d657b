import NeuralNetworks
import Tensors
import XCTest

/// Against PyTorch: `Fixtures/make_transformer_fixtures.py`.
final class TransformerTests: XCTestCase {
  /// Compares an operation's output, and the gradient of Σ output · weights for each input.
  private func assertIsPyTorchs(
    _ name: String, _ inputs: [String], line: UInt = #line, _ function: ([Tensor]) -> Tensor
  ) throws {
    let fixture = try fixture("transformer.safetensors").withPrefix("\(name).")
    let leaves = try inputs.map { try fixture.required($0).trackingGradient() }
    let output = function(leaves)
    try assertClose(
      output, fixture.required("output"), absoluteTolerance: 5e-6, name, line: line)
    (output * (try fixture.required("weights"))).sum().backward()
    for (input, leaf) in zip(inputs, leaves) {
      try assertClose(
        XCTUnwrap(leaf.gradient), fixture.required("gradients.\(input)"), absoluteTolerance: 2e-5,
        "\(name), gradient of \(input)", line: line)
    }
  }

  func testOperationsArePyTorchs() throws {
    try assertIsPyTorchs("attention", ["queries", "keys", "values"]) {
      $0[0].attention(keys: $0[1], values: $0[2], heads: 4)
    }
    try assertIsPyTorchs("softmax", ["x"]) { $0[0].softmax() }
    try assertIsPyTorchs("layer_norm", ["x", "scale", "shift"]) {
      $0[0].layerNormalized(scale: $0[1], shift: $0[2])
    }
    try assertIsPyTorchs("group_norm_silu", ["x", "scale", "shift"]) {
      $0[0].groupNormalized(groups: 2, scale: $0[1], shift: $0[2], activation: .silu)
    }
    try assertIsPyTorchs("upsample", ["x"]) { $0[0].upsampledNearest(size: 2) }
    try assertIsPyTorchs("embedding", ["table"]) { $0[0].embedded(ids: [[3, 0, 3], [6, 3, 1]]) }
    try assertIsPyTorchs("linear", ["input", "weight", "bias"]) {
      $0[0].linear(weight: $0[1], bias: $0[2])
    }
  }

  /// Compares a layer's names, output and gradients.
  private func assertIsPyTorchs(
    _ name: String, _ network: any Network, inputs: Int, line: UInt = #line,
    _ function: ([Tensor]) -> Tensor
  ) throws {
    let fixture = try fixture("transformer.safetensors").withPrefix("\(name).")
    try network.load(fixture.withPrefix("parameters."))
    let leaves = try (0..<inputs).map { try fixture.required("input.\($0)").trackingGradient() }
    let output = function(leaves)
    try assertClose(
      output, fixture.required("output"), absoluteTolerance: 5e-6, name, line: line)
    (output * (try fixture.required("weights"))).sum().backward()
    for (number, leaf) in leaves.enumerated() {
      try assertClose(
        XCTUnwrap(leaf.gradient), fixture.required("input_gradient.\(number)"),
        absoluteTolerance: 2e-5, "\(name), input \(number)", line: line)
    }
    for (parameterName, parameter) in network.parameters {
      try assertClose(
        XCTUnwrap(parameter.gradient, parameterName),
        fixture.required("gradients.\(parameterName)"), absoluteTolerance: 5e-5,
        "\(name), \(parameterName)", line: line)
    }
  }

  func testCrossAttentionIsPyTorchs() throws {
    let layer = MultiHeadAttention(
      width: 16, contextWidth: 12, heads: 4, using: RandomSource(seed: 1))
    try assertIsPyTorchs("cross", layer, inputs: 2) { layer($0[0], context: $0[1]) }
  }

  func testPreNormBlockIsPyTorchs() throws {
    let layer = TransformerBlock(width: 16, heads: 4, using: RandomSource(seed: 1))
    try assertIsPyTorchs("block", layer, inputs: 1) { layer($0[0]) }
  }

  func testLayerNormalizationStartsAsPlainNormalization() {
    let layer = LayerNormalization(width: 4)
    let output = layer(Tensor([1, 1, 3, 3, -5, 5, -5, 5], shape: [2, 4]))
    assertClose(
      output, Tensor([-1, -1, 1, 1, -1, 1, -1, 1], shape: [2, 4]), absoluteTolerance: 1e-5)
  }

  func testTokenEmbeddingStartsSmallAndLooksUpRows() {
    let layer = TokenEmbedding(vocabulary: 50, width: 80, using: RandomSource(seed: 2))
    // The standard error of a standard deviation from 4000 numbers is 1.1 %; five of them.
    let deviation = norm(layer.weight.value) / 4000.0.squareRoot()
    XCTAssertEqual(deviation, 0.02, accuracy: 0.02 * 0.056)
    let output = layer([[4, 49], [0, 4]])
    XCTAssertEqual(output.shape, [2, 2, 80])
    let table = layer.weight.value.scalars
    let expected = [4, 49, 0, 4].flatMap { table[$0 * 80..<($0 + 1) * 80] }
    XCTAssertEqual(output.scalars, expected)
  }

  func testPixelsBecomeTokensAndBack() {
    // Image b, channel c, pixel p is 100 b + 10 c + p.
    var numbers: [Float] = []
    for b in 0..<2 {
      for c in 0..<3 { for p in 0..<6 { numbers.append(Float(100 * b + 10 * c + p)) } }
    }
    let x = Tensor(numbers, shape: [2, 3, 2, 3])
    let tokens = x.pixelsAsTokens()
    XCTAssertEqual(tokens.shape, [2, 6, 3])
    XCTAssertEqual(Array(tokens.scalars.prefix(6)), [0, 10, 20, 1, 11, 21])
    let back = tokens.tokensAsPixels(height: 2, width: 3)
    XCTAssertEqual(back.shape, x.shape)
    XCTAssertEqual(back.scalars, x.scalars)
  }
}
