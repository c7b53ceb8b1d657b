import Foundation

/// A tensor on its way between the test process and a worker: shape and row-major values.
///
/// In JSON the values are the base64 form of little-endian Float32, so that not-a-number and
/// infinity survive. Decoding refuses a shape that does not fit its values.
public struct TensorValue: Equatable, Sendable {
  public var shape: [Int]
  public var values: [Float]

  public init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }

  /// The number of values that a shape asks for, or nil if that is negative or too large to be.
  public static func count(of shape: [Int]) -> Int? {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }
}

extension TensorValue: Codable {
  private enum CodingKeys: String, CodingKey {
    case shape, float32
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shape = try container.decode([Int].self, forKey: .shape)
    values = littleEndianFloats(try container.decode(Data.self, forKey: .float32))
    guard TensorValue.count(of: shape) == values.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: container,
        debugDescription: "the shape \(shape) does not fit \(values.count) values")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(littleEndianBytes(of: values), forKey: .float32)
  }
}

/// A table of doubles; in JSON the base64 form of little-endian Float64.
public struct DoubleTable: Equatable, Sendable {
  public var values: [Double]

  public init(_ values: [Double]) {
    self.values = values
  }
}

extension DoubleTable: Codable {
  public init(from decoder: any Decoder) throws {
    let data = try decoder.singleValueContainer().decode(Data.self)
    values = littleEndianIntegers(data, as: UInt64.self).map { Double(bitPattern: $0) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(littleEndianBytes(values.map(\.bitPattern)))
  }
}

private func littleEndianFloats(_ data: Data) -> [Float] {
  littleEndianIntegers(data, as: UInt32.self).map { Float(bitPattern: $0) }
}

private func littleEndianBytes(of values: [Float]) -> Data {
  littleEndianBytes(values.map(\.bitPattern))
}

/// Bytes that are left over at the end are dropped.
private func littleEndianIntegers<Integer: FixedWidthInteger>(
  _ data: Data, as type: Integer.Type
) -> [Integer] {
  let size = MemoryLayout<Integer>.size
  return data.withUnsafeBytes { bytes in
    (0..<bytes.count / size).map { index in
      Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Integer.self))
    }
  }
}

private func littleEndianBytes<Integer: FixedWidthInteger>(_ values: [Integer]) -> Data {
  values.map(\.littleEndian).withUnsafeBytes { Data($0) }
}
