import DiffusionCourse
import Foundation
import Mutations
import NeuralNetworks
import Tensors

extension FuzzTarget {
  /// Weights files, and whether they load into a network.
  static let safetensors = FuzzTarget(
    name: "safetensors", summary: "safetensors files, and weights that a run claims",
    seeds: {
      let small = StateDictionary(
        [
          (name: "a", shape: [2, 3], values: [0, 1, -2, 0.5, 3, 4]),
          (name: "b.num_batches_tracked", shape: [], values: [7]),
          (name: "c", shape: [0, 4], values: []), (name: "가\"\\", shape: [1], values: [1]),
        ], metadata: ["format": "pt", "run": "{\"x\":[1]}"])
      var seeds = [SafeTensors.Precision.float32, .float16].compactMap {
        try? SafeTensors.encode(small, precision: $0)
      }
      for (type, size) in [("BF16", 2), ("F64", 8), ("I32", 4), ("I64", 8)] {
        seeds.append(
          file(
            #"{"x":{"dtype":"\#(type)","shape":[3],"data_offsets":[0,\#(3 * size)]}}"#,
            data: (0..<3 * size).map { UInt8(truncatingIfNeeded: 17 * $0) }))
      }
      return seeds
    },
    mutate: { mutator, seeds in
      if mutator.oneIn(200) { return mutator.mutated(networkFile) }
      let seed = mutator.pick(seeds)
      if mutator.oneIn(3) { return mutator.mutated(seed, with: seeds) }
      // The header alone, its length put right.
      let length = Int(seed[0]) | Int(seed[1]) << 8
      let header = mutator.mutatedJSON(
        Array(seed[8..<8 + length]),
        words: ["\"F32\"", "\"F16\"", "\"I64\"", "[0,8]", "[8,8]", "[0,24]", "[2,3]", "[6]", "[0]"])
      return file(String(decoding: header, as: UTF8.self), data: Array(seed[(8 + length)...]))
    },
    read: { bytes throws(FuzzViolation) in
      let state = try refusing { () throws(SafeTensorsContentError) in
        try SafeTensors.decode(bytes)
      }
      guard let state else { return false }
      for tensor in state.tensors {
        let count = tensor.shape.contains(0) ? 0 : tensor.shape.reduce(1, *)
        try require(
          count == tensor.values.count,
          "\(tensor.name): shape \(tensor.shape) with \(tensor.values.count) values")
      }
      try requireSameAfterWriting(state)
      if state.tensors.count > 20 {
        _ = try refusing { () throws(StateDictionaryError) in try network().load(state) }
      }
      return true
    })

  /// The header's length, the header, the data.
  private static func file(_ header: String, data: [UInt8]) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + header.utf8 + data
  }

  private static func network() -> ContextUnet {
    ContextUnet(
      inChannels: 1, features: 8, classes: ConditionalDenoiser.classes,
      using: RandomSource(seed: 0))
  }

  private static let networkFile: [UInt8] =
    (try? SafeTensors.encode(network().stateDictionary, precision: .float16)) ?? []

  private static func requireSameAfterWriting(
    _ state: StateDictionary
  ) throws(FuzzViolation) {
    // Counters are stored as whole numbers: a file may say less exact ones.
    var state = state
    state.tensors.removeAll { $0.name.hasSuffix("num_batches_tracked") }
    let again = try refusing { () throws(SafeTensorsContentError) in
      try SafeTensors.decode(SafeTensors.encode(state, precision: .float32))
    }
    guard let again else { throw FuzzViolation("what was read is not read again after writing") }
    let key = { (tensor: (name: String, shape: [Int], values: [Float])) in
      "\(tensor.name) \(tensor.shape) \(tensor.values.map(\.bitPattern))"
    }
    try require(
      Set(again.tensors.map(key)) == Set(state.tensors.map(key))
        && again.metadata == state.metadata,
      "what was read is not the same after writing and reading")
  }
}
