import DiffusionCourse
import Foundation
import Painter
import Pictures
import Tensors
import XCTest

final class WorkTests: XCTestCase {
  func testAPictureComesBackFromItsFile() throws {
    let picture = RandomSource(seed: 1).uniform(shape: [1, 3, 32, 32])
    let image = WorkPicture.image(of: picture)
    XCTAssertEqual([image.width, image.height], [256, 256])
    let read = try PNG.decode(PNG.encode(image))
    let values = try XCTUnwrap(WorkPicture.values(of: read))
    for (a, b) in zip(values, picture.scalars) { XCTAssertEqual(a, b, accuracy: 0.5 / 255 + 1e-5) }
  }

  func testOtherPicturesAreNone() {
    let small = Image(
      width: 32, height: 32, channels: 3, pixels: [UInt8](repeating: 0, count: 3072))
    XCTAssertNil(WorkPicture.values(of: small))
    var pixels = [UInt8](repeating: 9, count: 256 * 256 * 3)
    let even = Image(width: 256, height: 256, channels: 3, pixels: pixels)
    XCTAssertNotNil(WorkPicture.values(of: even))
    pixels[5] = 10
    XCTAssertNil(
      WorkPicture.values(of: Image(width: 256, height: 256, channels: 3, pixels: pixels)))
  }

  func testARecordHoldsTheSettings() throws {
    let settings = PaintingSettings(
      prompt: "빨간 원", negative: "black", steps: 12, guidance: 2.5, seed: 99, scheduler: .ddim)
    let record = WorkRecord(settings, weightsKey: "0123")
    let read = try JSONDecoder().decode(WorkRecord.self, from: JSONEncoder().encode(record))
    XCTAssertEqual(read, record)
    XCTAssertEqual(read.settings, settings)
  }

  func testSettingsBeyondWhatPaintTakesAreNone() throws {
    let good = WorkRecord(PaintingSettings(prompt: "a star"), weightsKey: "")
    for change: (inout WorkRecord) -> Void in [
      { $0.steps = 0 }, { $0.steps = 1001 }, { $0.guidance = -1 }, { $0.guidance = .nan },
      { $0.seed = nil }, { $0.scheduler = nil }, { $0.origin = .elsewhere },
    ] {
      var record = good
      change(&record)
      XCTAssertNil(record.settings)
    }
    XCTAssertNotNil(good.settings)
  }

  func testWeightsThatCannotBeUsedAreNamed() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("painter-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func message() -> String {
      do {
        _ = try Painter(weights: PainterWeights(folder: folder))
        return "no error"
      } catch { return "\(error)" }
    }
    XCTAssertTrue(message().hasPrefix("\(folder)/painter.safetensors"), message())
    let other = PainterWeights.committed.path(of: .scorer)
    try FileManager.default.copyItem(atPath: other, toPath: "\(folder)/painter.safetensors")
    XCTAssertTrue(message().contains("the weights do not fit the network"), message())
    XCTAssertFalse(message().contains("\n"))
    try Data("rubbish".utf8).write(to: URL(fileURLWithPath: "\(folder)/painter.safetensors"))
    XCTAssertTrue(message().hasPrefix("\(folder)/painter.safetensors"), message())
  }
}
