import Tensors
import XCTest

@testable import NeuralNetworks

/// Against Python's safetensors and NumPy: `Fixtures/make_fixtures.py`, function `precisions`.
final class SafeTensorsTests: XCTestCase {
  func testReadsWhatPythonWrites() throws {
    let state = try fixture("precisions.safetensors")
    XCTAssertEqual(state.metadata["quoted"], "a \"b\" \\ ü\n")
    for type in ["F16", "F32", "F64"] {
      let tensor = try state.required(type)
      XCTAssertEqual(tensor.shape, [2, 3])
      XCTAssertEqual(tensor.scalars, [0, 0.25, -0.5, 7500, -7500, 1.75], type)
    }
    XCTAssertEqual(try state.required("BF16").scalars, [0, 0.25, -0.5, 64, -128, 1.75])
    for type in ["I32", "I64"] {
      XCTAssertEqual(try state.required(type).scalars, [0, 1, -2, 30000, -30000, 7], type)
    }
    XCTAssertEqual(try state.required("scalar").shape, [])
    XCTAssertEqual(try state.required("empty").shape, [0, 3])
  }

  func testRoundsTo16BitsAsNumPy() throws {
    let state = try fixture("precisions.safetensors")
    let floats = try state.required("rounding.float32").scalars
    let expected = try state.required("rounding.float16_bits").scalars
    XCTAssertEqual(floats.count, expected.count)
    for (value, bits) in zip(floats, expected) {
      XCTAssertEqual(Int(HalfPrecision.bits(of: value)), Int(bits) & 0xFFFF, "\(value)")
    }
  }

  func testEvery16BitNumberSurvives() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.value(of: bits)
      if value.isNaN {
        XCTAssertTrue(HalfPrecision.value(of: HalfPrecision.bits(of: value)).isNaN)
      } else {
        XCTAssertEqual(HalfPrecision.bits(of: value), bits)
      }
    }
    XCTAssertEqual(HalfPrecision.value(of: 0x3C01), 1 + 0x1p-10)
    XCTAssertEqual(HalfPrecision.value(of: 0x8001), -0x1p-24)
  }

  func testRoundTrip() throws {
    let layer = BatchNormalization(channels: 3)
    layer.runningMean.value = Tensor([0.1, -2.5, 1e-20], shape: [3])
    layer.batchCount.value = Tensor(123_457)
    let path = temporaryPath(self, "state.safetensors")
    try SafeTensors.write(layer.stateDictionary, to: path, metadata: ["note": "a\"\\\n\u{1}é"])
    let read = try SafeTensors.read(path)
    XCTAssertEqual(read.metadata, ["note": "a\"\\\n\u{1}é"])
    for expected in layer.stateDictionary.tensors {
      let actual = try XCTUnwrap(read.tensors.first { $0.name == expected.name })
      XCTAssertEqual(actual.shape, expected.shape)
      XCTAssertEqual(actual.values, expected.values)
    }

    try SafeTensors.write(layer.stateDictionary, to: path, precision: .float16)
    let halved = try SafeTensors.read(path)
    XCTAssertEqual(try halved.required("running_mean").scalars, [0.099975586, -2.5, 0])
    XCTAssertEqual(try halved.required("num_batches_tracked").scalar, 123_457, "not rounded")
  }

  func testBytesOfAFile() throws {
    let state = StateDictionary([(name: "a", shape: [2], values: [1, -2])])
    let header = #"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    XCTAssertEqual(
      try SafeTensors.encode(state, precision: .float16),
      [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + [UInt8](padded.utf8)
        + [0, 0x3C, 0, 0xC0])
  }

  func testRefusesToWriteWhatWouldBeLost() {
    func assertRefused(_ state: StateDictionary, _ words: String, line: UInt = #line) {
      XCTAssertThrowsError(try SafeTensors.encode(state, precision: .float16), line: line) {
        XCTAssertEqual("\($0)", words, line: line)
      }
    }
    let large = (name: "a", shape: [1], values: [Float(70000)])
    assertRefused(
      StateDictionary([large]), "70000.0 in a is too large for 16 bits; store it with 32")
    let small = (name: "a", shape: [1], values: [Float(1)])
    assertRefused(StateDictionary([small, small]), "a occurs twice")
    assertRefused(
      StateDictionary([(name: "__metadata__", shape: [], values: [1])]),
      "__metadata__ cannot be a tensor's name")
    XCTAssertThrowsError(
      try SafeTensors.write(StateDictionary([small]), to: "/nowhere/at/all.safetensors")
    ) { XCTAssertTrue("\($0)".hasPrefix("/nowhere/at/all.safetensors: cannot be written: ")) }
  }
}
