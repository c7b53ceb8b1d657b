import Foundation
import Pictures
import XCTest

@testable import DiffusionCourse

final class EventFileTests: XCTestCase {
  /// RFC 3720, appendix B.4, and the check value that catalogues of checksums list.
  func testChecksumsOfTheStandard() {
    XCTAssertEqual(CRC32C.checksum(Array("123456789".utf8)), 0xE306_9283)
    XCTAssertEqual(CRC32C.checksum([UInt8](repeating: 0, count: 32)), 0x8A91_36AA)
    XCTAssertEqual(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)), 0x62A8_AB43)
    XCTAssertEqual(CRC32C.checksum(Array(UInt8(0)..<32)), 0x46DD_794E)
    XCTAssertEqual(CRC32C.checksum(Array((UInt8(0)..<32).reversed())), 0x113F_DB5C)
    XCTAssertEqual(CRC32C.checksum([UInt8]()), 0)
  }

  /// By Tests/EventFiles/check_event_file.py --vectors, with TensorBoard's own masking.
  func testMaskedChecksums() {
    XCTAssertEqual(CRC32C.masked([UInt8]()), 0xA282_EAD8)
    XCTAssertEqual(CRC32C.masked(Array("123456789".utf8)), 0xC78A_B0E5)
  }

  /// Field by field as the wire format defines them; examples of its documentation among them.
  func testFieldsOfMessages() {
    func bytes(_ fill: (inout ProtocolBuffer) -> Void) -> [UInt8] {
      var message = ProtocolBuffer()
      fill(&message)
      return message.bytes
    }
    XCTAssertEqual(bytes { $0.append(150, field: 1) }, [0x08, 0x96, 0x01])
    XCTAssertEqual(
      bytes { $0.append("testing", field: 2) }, [0x12, 0x07] + Array("testing".utf8))
    var inner = ProtocolBuffer()
    inner.append(150, field: 1)
    XCTAssertEqual(bytes { $0.append(inner, field: 3) }, [0x1A, 0x03, 0x08, 0x96, 0x01])
    XCTAssertEqual(
      bytes { $0.append(-1, field: 1) }, [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
    XCTAssertEqual(bytes { $0.append(Float(1), field: 2) }, [0x15, 0, 0, 0x80, 0x3F])
    XCTAssertEqual(bytes { $0.append(1.0, field: 1) }, [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
  }

  /// The bytes that TensorBoard's writer makes of the same events
  /// (Tests/EventFiles/check_event_file.py --vectors).
  func testTheFileIsTheOneThatTensorBoardWrites() {
    var file = EventFile(time: 1000)
    file.append(scalars: [("loss", 0.25), ("learning rate", 0.002)], step: 300, time: 1001.5)
    file.append(
      png: [1, 2, 3], width: 28, height: 30, channels: 1, tag: "samples", step: 300, time: 1001.5)
    XCTAssertEqual(
      Data(file.bytes).base64EncodedString(),
      "GAAAAAAAAACjf0siCQAAAAAAQI9AGg1icmFpbi5FdmVudDoyc65rVjEAAAAAAAAAnYOD6QkAAAAAAEyP"
        + "QBCsAiojCgsKBGxvc3MVAACAPgoUCg1sZWFybmluZyByYXRlFW8SAzsB60lqJgAAAAAAAABzT+MACQAA"
        + "AAAATI9AEKwCKhgKFgoHc2FtcGxlcyILCB4QHBgBIgMBAgNAEx14")
  }

  private func file(_ count: Int, loss: Double = 1) -> EventFile {
    var file = EventFile(time: 0)
    for step in 0..<count { file.append(scalars: [("loss", loss)], step: step + 1, time: 1) }
    return file
  }

  private func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// The number of the file in the file system: another one is another file.
  private func number(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
  }

  func testWhatIsNewIsAppendedToTheSameFile() throws {
    let path = try temporaryFolder(self) + "/events"
    try file(2).write(to: path)
    let first = try number(path)
    try file(5).write(to: path)
    XCTAssertEqual(try contents(path), file(5).bytes)
    XCTAssertEqual(try number(path), first)
    // A kill in the middle of writing leaves the beginning of a record.
    try Data(file(5).bytes.dropLast(7)).write(to: URL(fileURLWithPath: path))
    try file(6).write(to: path)
    XCTAssertEqual(try contents(path), file(6).bytes)
  }

  func testOtherEventsReplaceTheFile() throws {
    let path = try temporaryFolder(self) + "/events"
    try file(5).write(to: path)
    try file(3, loss: 2).write(to: path)
    XCTAssertEqual(try contents(path), file(3, loss: 2).bytes)
    // Fewer of the same: the rest is of an earlier run.
    try file(2, loss: 2).write(to: path)
    XCTAssertEqual(try contents(path), file(2, loss: 2).bytes)
  }
}
