import Foundation

/// A call of a network that the worker does not have: sent to whoever asked it to draw images, and
/// answered with as many numbers as the images have.
///
/// There are as many as timesteps, with hundreds of kilobytes each, so the frame is binary: the mark,
/// then little-endian 64-bit integers (the number of axes, the shape, the number of timesteps, those,
/// the number of labels or −1 for none, those), then the images as Float32.
public struct NetworkQuestion: Equatable, Sendable {
  public var images: TensorValue
  public var timesteps: [Int]
  public var labels: [Int]?

  /// The first byte of its frame; JSON cannot begin with it.
  public static let mark: UInt8 = 1

  public init(images: TensorValue, timesteps: [Int], labels: [Int]?) {
    self.images = images
    self.timesteps = timesteps
    self.labels = labels
  }

  public var frame: [UInt8] {
    var integers = [images.shape.count] + images.shape + [timesteps.count] + timesteps
    integers += [labels?.count ?? -1] + (labels ?? [])
    return [NetworkQuestion.mark] + littleEndian(integers.map { UInt64(bitPattern: Int64($0)) })
      + NetworkQuestion.answer(images.values)
  }

  /// Reads a frame that anyone may have written; nil if it is none.
  public init?(frame: [UInt8]) {
    guard frame.first == NetworkQuestion.mark else { return nil }
    var rest = frame[1...]
    func integer() -> Int? {
      guard rest.count >= 8 else { return nil }
      let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rest = rest.dropFirst(8)
      return Int(truncatingIfNeeded: value)
    }
    func integers() -> [Int]?? {
      guard let count = integer() else { return nil }
      if count == -1 { return .some(nil) }
      guard count >= 0, count <= rest.count / 8 else { return nil }
      return (0..<count).map { _ in integer()! }
    }
    guard case .some(.some(let shape)) = integers(), case .some(.some(let timesteps)) = integers(),
      case .some(let labels) = integers(), let values = NetworkQuestion.values(in: rest),
      TensorValue.count(of: shape) == values.count
    else { return nil }
    self.init(
      images: TensorValue(shape: shape, values: values), timesteps: timesteps, labels: labels)
  }

  /// The frame that answers a question.
  public static func answer(_ values: [Float]) -> [UInt8] { littleEndian(values.map(\.bitPattern)) }

  /// The numbers in it; nil if it is none.
  public static func values(in bytes: some Collection<UInt8>) -> [Float]? {
    guard bytes.count.isMultiple(of: 4) else { return nil }
    let read = bytes.withContiguousStorageIfAvailable { bytes in
      let raw = UnsafeRawBufferPointer(bytes)
      return (0..<raw.count / 4).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
      }
    }
    return read ?? values(in: Array(bytes))
  }
}

private func littleEndian<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
  values.map(\.littleEndian).withUnsafeBytes { Array($0) }
}
