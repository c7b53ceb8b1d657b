import Tensors

/// A network's state by name: what a weights file holds.
public struct StateDictionary: Sendable {
  /// The tensors, each with its elements row by row; names are distinct.
  public var tensors: [(name: String, shape: [Int], values: [Float])]
  /// Words about the tensors, such as how they came about.
  public var metadata: [String: String]

  public init(
    _ tensors: [(name: String, shape: [Int], values: [Float])] = [],
    metadata: [String: String] = [:]
  ) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor of a name.
  public subscript(_ name: String) -> Tensor? {
    tensors.first { $0.name == name }.map { Tensor($0.values, shape: $0.shape) }
  }

  /// The same with `prefix` before every name.
  public func prefixed(by prefix: String) -> StateDictionary {
    StateDictionary(
      tensors.map { (name: prefix + $0.name, shape: $0.shape, values: $0.values) },
      metadata: metadata)
  }

  /// The tensors whose names start with `prefix`, without it.
  public func withPrefix(_ prefix: String) -> StateDictionary {
    StateDictionary(
      tensors.filter { $0.name.hasPrefix(prefix) }.map {
        (name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
      }, metadata: metadata)
  }

  /// Whether a name is that of a count: whole numbers, which are neither averaged nor rounded.
  static func isCounter(_ name: String) -> Bool {
    name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked")
  }

  /// The values in the order of `expected`, after checking that names and shapes agree. Counters may
  /// be missing, as files of old PyTorch versions do not have them.
  func values(matching expected: StateDictionary) throws(StateDictionaryError) -> [[Float]] {
    var found: [String: Int] = [:]
    var unexpected: [String] = []
    for (index, tensor) in tensors.enumerated()
    where found.updateValue(index, forKey: tensor.name) != nil {
      unexpected.append(tensor.name)
    }
    var missing: [String] = []
    var misshapen: [StateDictionaryError.Misshapen] = []
    var result: [[Float]] = []
    for tensor in expected.tensors {
      guard let index = found.removeValue(forKey: tensor.name) else {
        if !StateDictionary.isCounter(tensor.name) { missing.append(tensor.name) }
        result.append(tensor.values)
        continue
      }
      if tensors[index].shape != tensor.shape {
        misshapen.append(
          .init(name: tensor.name, expected: tensor.shape, actual: tensors[index].shape))
      }
      result.append(tensors[index].values)
    }
    unexpected += found.keys.sorted()
    guard missing.isEmpty, unexpected.isEmpty, misshapen.isEmpty else {
      throw StateDictionaryError(missing: missing, unexpected: unexpected, misshapen: misshapen)
    }
    return result
  }
}

/// How a state differs from what a network needs.
public struct StateDictionaryError: Error, Equatable, Sendable {
  public struct Misshapen: Equatable, Sendable {
    public var name: String
    public var expected: [Int]
    public var actual: [Int]
  }

  public var missing: [String]
  public var unexpected: [String]
  public var misshapen: [Misshapen]
}

extension StateDictionaryError: CustomStringConvertible {
  /// One line that names the first few of each kind.
  public var description: String {
    var parts: [String] = []
    func add(_ kind: String, _ names: [String]) {
      if names.isEmpty { return }
      let shown = names.prefix(3).map(displayed).joined(separator: ", ")
      let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
      parts.append("\(kind) \(shown)\(rest)")
    }
    add("missing", missing)
    add("unexpected", unexpected)
    add(
      "wrong shape", misshapen.map { "\($0.name) \($0.actual.prefix(8)), expected \($0.expected)" })
    return "the weights do not fit the network: " + parts.joined(separator: "; ")
  }
}

extension Network {
  /// All parameters and buffers; a copy.
  public var stateDictionary: StateDictionary {
    StateDictionary(
      parameters.map {
        (name: $0.name, shape: $0.parameter.value.shape, values: $0.parameter.value.scalars)
      }
        + buffers.map {
          (name: $0.name, shape: $0.buffer.value.shape, values: $0.buffer.value.scalars)
        })
  }

  /// Takes over a state. Nothing changes unless all of it fits.
  ///
  /// - Throws: `StateDictionaryError`, which names what is missing, unexpected or misshapen.
  public func load(_ state: StateDictionary) throws(StateDictionaryError) {
    let own = stateDictionary
    let values = try state.values(matching: own)
    let parameters = parameters
    for (index, entry) in parameters.enumerated() {
      entry.parameter.assign(Tensor(values[index], shape: own.tensors[index].shape))
    }
    for (offset, entry) in buffers.enumerated() {
      let index = parameters.count + offset
      entry.buffer.value = Tensor(values[index], shape: own.tensors[index].shape)
    }
  }
}
