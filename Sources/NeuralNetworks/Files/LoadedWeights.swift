extension Network {
  /// Takes over a file of weights; afterwards the network is ready to be used, not to be trained.
  ///
  /// - Parameters:
  ///   - path: A safetensors file with this network's state, all of it finite.
  ///   - maximumBytes: The size beyond which a file is not read.
  /// - Returns: What the file says of itself.
  /// - Throws: `WeightsError`, which names the file; the network is unchanged then.
  @discardableResult
  public func load(
    weightsAt path: String, maximumBytes: Int = 16 << 20
  ) throws(WeightsError) -> LoadedWeights {
    let state: StateDictionary
    do { state = try SafeTensors.read(path, maximumBytes: maximumBytes) } catch {
      throw .file(error)
    }
    guard state.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
      throw .unusable(path: path, reason: "some weights are infinite or undefined")
    }
    do { try load(state) } catch { throw .otherNetwork(path: path, error) }
    isTraining = false
    return LoadedWeights(path: path, metadata: state.metadata)
  }
}

/// What a file of weights says of itself.
public struct LoadedWeights: Sendable {
  public let path: String
  public let metadata: [String: String]

  /// A number of the metadata.
  ///
  /// - Throws: `WeightsError.unusable` if it is missing, no number or beyond `range`.
  public func number(
    _ key: String, in range: ClosedRange<Double>
  ) throws(WeightsError) -> Double {
    guard let number = metadata[key].flatMap(Double.init), range.contains(number) else {
      throw .unusable(path: path, reason: "its metadata lack a usable \(key)")
    }
    return number
  }
}

/// Why a file of weights cannot be used.
public enum WeightsError: Error, Equatable, Sendable {
  /// It cannot be read or written.
  case file(SafeTensorsError)
  case otherNetwork(path: String, StateDictionaryError)
  case unusable(path: String, reason: String)
}

extension WeightsError: CustomStringConvertible {
  /// One line: the file, what is wrong, what to do.
  public var description: String {
    let advice = "put the right file there, or make it anew"
    return switch self {
    case .file(let error): "\(error)"
    case .otherNetwork(let path, let error): "\(path): \(error); \(advice)"
    case .unusable(let path, let reason): "\(path): \(reason); \(advice)"
    }
  }
}
