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
  ///
  /// - Throws: `PainterError`.
  func load(_ network: any Network, from file: File) throws(PainterError) -> LoadedWeights {
    let path = path(of: file)
    let state: StateDictionary
    do { state = try SafeTensors.read(path, maximumBytes: 16 << 20) } catch {
      throw .unreadable(error)
    }
    do { try network.load(state) } catch { throw .otherNetwork(path: path, error) }
    guard state.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
      throw .broken(path: path, reason: "some weights are infinite or undefined")
    }
    network.isTraining = false
    return LoadedWeights(path: path, metadata: state.metadata)
  }

  /// A name for the bytes of some of the files: FNV-1a of 64 bits, in hexadecimal. It tells weights apart; it
  /// proves nothing.
  func key(of files: [File]) throws(PainterError) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for file in files {
      guard let bytes = FileManager.default.contents(atPath: path(of: file)) else {
        throw .broken(path: path(of: file), reason: "it cannot be read")
      }
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// What a file of weights says about itself.
struct LoadedWeights {
  let path: String
  let metadata: [String: String]

  func number(_ key: String, in range: ClosedRange<Double>) throws(PainterError) -> Double {
    guard let number = metadata[key].flatMap(Double.init), range.contains(number) else {
      throw .broken(path: path, reason: "its metadata lack a usable \(key)")
    }
    return number
  }
}

/// Why weights cannot be used.
public enum PainterError: Error {
  case unreadable(SafeTensorsError)
  case otherNetwork(path: String, StateDictionaryError)
  case broken(path: String, reason: String)
}

extension PainterError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let error): "\(error); the pretrained weights come with the project"
    case .otherNetwork(let path, let error):
      "\(path): weights of another network (\(error)); take the file that came with the project"
    case .broken(let path, let reason):
      "\(path): \(reason); take the file that came with the project"
    }
  }
}
