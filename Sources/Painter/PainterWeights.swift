import Foundation
import NeuralNetworks

/// A folder of pretrained weights.
public struct PainterWeights: Sendable {
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// Those that come with the project, beside this file.
  public static let committed = PainterWeights(
    folder: URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Weights")

  /// One of its files.
  public enum File: String, CaseIterable, Sendable {
    case autoencoder, painter, scorer

    public var name: String { rawValue + ".safetensors" }
  }

  public func path(of file: File) -> String { "\(folder)/\(file.name)" }

  /// Loads a network; afterwards it is ready to be used, not to be trained.
  @discardableResult
  func load(_ network: any Network, from file: File) throws(WeightsError) -> LoadedWeights {
    try network.load(weightsAt: path(of: file))
  }

  /// A name for the bytes of some of the files: FNV-1a of 64 bits, in hexadecimal. It tells weights apart; it
  /// proves nothing.
  func key(of files: [File]) throws(WeightsError) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for file in files {
      guard let bytes = FileManager.default.contents(atPath: path(of: file)) else {
        throw .unusable(path: path(of: file), reason: "it cannot be read")
      }
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
