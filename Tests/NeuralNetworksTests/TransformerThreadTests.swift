import Foundation
import NeuralNetworks
import Tensors
import XCTest

/// Results do not depend on the number of threads, bit for bit.
final class TransformerThreadTests: XCTestCase {
  private static let pathVariable = "TRANSFORMER_RESULTS"

  /// Output and all gradients of a small transformer with every operation that shares out its work.
  private func results() -> Data {
    let random = RandomSource(seed: 21)
    let table = TokenEmbedding(vocabulary: 30, width: 32, using: random)
    let block = TransformerBlock(width: 32, heads: 2, using: random)
    let cross = MultiHeadAttention(width: 32, heads: 2, using: random)
    let normalization = LayerNormalization(width: 32)
    // 40 · 24 rows: more than one piece of what is summed over rows.
    let tokens = table((0..<40).map { i in (0..<24).map { (7 * i + $0 * $0) % 30 } })
    let images = random.normal(shape: [40, 32, 4, 4]).trackingGradient()
    let pixels = images.upsampledNearest(size: 2).pixelsAsTokens()
    let output = normalization(cross(pixels, context: block(tokens)))
      .tokensAsPixels(height: 8, width: 8)
    (output * random.normal(shape: output.shape)).sum().backward()
    var tensors = [output, output.softmax(), images.gradient!]
    for network in [table, block, cross, normalization] as [any Network] {
      tensors += network.parameters.map { $0.parameter.gradient! }
    }
    return tensors.reduce(into: Data()) { data, tensor in
      tensor.withUnsafeScalars { data.append(Data(buffer: $0)) }
    }
  }

  /// Runs itself in processes with other thread counts, which write their results to files.
  func testTheNumberOfThreadsChangesNothing() throws {
    if let path = ProcessInfo.processInfo.environment[Self.pathVariable] {
      return try results().write(to: URL(fileURLWithPath: path))
    }
    #if !os(Linux)
      throw XCTSkip("Tests are programs of their own on Linux only.")
    #else
      let own = results()
      XCTAssertGreaterThan(own.count, 500_000)
      for threads in ["1", "2", "5"] {
        let path = temporaryPath(self, "results")
        let process = Process()
        process.executableURL = URL(
          fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/exe"))
        process.arguments = [
          "NeuralNetworksTests.TransformerThreadTests/testTheNumberOfThreadsChangesNothing"
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
          "DIFFUSION_THREADS": threads, Self.pathVariable: path,
        ]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0, "\(threads) threads")
        XCTAssertTrue(
          try Data(contentsOf: URL(fileURLWithPath: path)) == own, "\(threads) threads differ")
      }
    #endif
  }
}
