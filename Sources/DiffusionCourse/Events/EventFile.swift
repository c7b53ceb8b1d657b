import Foundation
import Pictures

/// Training as TensorBoard reads it: an event file, in which each event is a Protocol Buffers message
/// `tensorflow.Event` within a TFRecord.
///
///     record:  length (8 bytes) · masked CRC-32C of these · event · masked CRC-32C of the event
///     Event:   wall_time = 1 · step = 2 · file_version = 3 · summary = 5
///     Summary: value = 1 (repeated);  Value: tag = 1 · simple_value = 2 · image = 4
///     Image:   height = 1 · width = 2 · colorspace = 3 · encoded_image_string = 4
///
/// All numbers are little-endian.
struct EventFile {
  /// The events so far, as the file holds them.
  private(set) var bytes: [UInt8] = []

  /// An empty file of version 2, the one that TensorBoard reads.
  ///
  /// - Parameter time: Seconds since 1970.
  init(time: Double) {
    append(time: time, step: nil) { $0.append("brain.Event:2", field: 3) }
  }

  /// Numbers of one step, each under its tag.
  mutating func append(scalars: [(tag: String, value: Double)], step: Int, time: Double) {
    appendSummary(step: step, time: time) { summary in
      for (tag, value) in scalars {
        var entry = ProtocolBuffer()
        entry.append(tag, field: 1)
        entry.append(Float(value), field: 2)
        summary.append(entry, field: 1)
      }
    }
  }

  /// A picture, as the bytes of a PNG file.
  mutating func append(
    png: [UInt8], width: Int, height: Int, channels: Int, tag: String, step: Int, time: Double
  ) {
    appendSummary(step: step, time: time) { summary in
      var image = ProtocolBuffer()
      image.append(height, field: 1)
      image.append(width, field: 2)
      image.append(channels, field: 3)
      image.append(png, field: 4)
      var entry = ProtocolBuffer()
      entry.append(tag, field: 1)
      entry.append(image, field: 4)
      summary.append(entry, field: 1)
    }
  }

  private mutating func appendSummary(
    step: Int, time: Double, _ fill: (inout ProtocolBuffer) -> Void
  ) {
    var summary = ProtocolBuffer()
    fill(&summary)
    append(time: time, step: step) { $0.append(summary, field: 5) }
  }

  private mutating func append(
    time: Double, step: Int?, _ fill: (inout ProtocolBuffer) -> Void
  ) {
    var event = ProtocolBuffer()
    event.append(time, field: 1)
    if let step { event.append(step, field: 2) }
    fill(&event)
    let length = littleEndian(UInt64(event.bytes.count))
    bytes += length + littleEndian(CRC32C.masked(length))
    bytes += event.bytes + littleEndian(CRC32C.masked(event.bytes))
  }

  private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// Brings the file at `path` up to date. Where it holds the beginning of these events, the rest is
  /// appended, so that a TensorBoard that is looking goes on from there; otherwise it is replaced.
  func write(to path: String) throws(RunError) {
    if let handle = FileHandle(forUpdatingAtPath: path) {
      defer { try? handle.close() }
      // One byte more than there are events: then it is not their beginning.
      if let found = try? handle.read(upToCount: bytes.count + 1), bytes.starts(with: found) {
        do {
          try handle.write(contentsOf: bytes[found.count...])
          return
        } catch {
          throw .cannotWrite(path: path, reason: systemReason(of: error))
        }
      }
    }
    try writeFile(bytes, to: path)
  }
}
