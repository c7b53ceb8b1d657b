import XCTest

@testable import Processes

final class FramedPipeTests: XCTestCase {
  /// A child that runs `script` with requests on descriptor 3 and answers on 4.
  private func start(
    _ script: String, maximumSize: Int = 64 << 20
  ) throws -> (pipe: FramedPipe, child: ChildProcess) {
    let (pipe, childReads, childWrites) = try FramedPipe.connection(maximumSize: maximumSize)
    let child = try ChildProcess(
      ["/bin/sh", "-c", script], descriptors: [3: childReads.number, 4: childWrites.number])
    childReads.close()
    childWrites.close()
    addTeardownBlock { child.kill() }
    return (pipe, child)
  }

  func testMessagesComeBackWhole() throws {
    let (pipe, child) = try start("cat <&3 >&4")
    let deadline = Deadline(seconds: 60)
    for message in [[], [7], Array("grüß".utf8), [UInt8](repeating: 9, count: 60_000)] {
      try pipe.write(message, until: deadline)
      XCTAssertEqual(try pipe.read(until: deadline), message)
    }
    pipe.close()
    XCTAssertEqual(child.wait().status, .exited(0))
    XCTAssertThrowsError(try pipe.read()) { XCTAssertEqual($0 as? FramedPipe.Failure, .closed) }
    XCTAssertThrowsError(try pipe.write([1])) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .closed)
    }
  }

  func testAMessageLargerThanAPipe() throws {
    // Takes all 3,000,004 bytes before it answers with them.
    let (pipe, _) = try start(
      "x=$(head -c 3000004 <&3 | od -An -v -tx1 | wc -l); printf '\\003\\0\\0\\0%03d' $((x % 1000)) >&4"
    )
    let deadline = Deadline(seconds: 60)
    try pipe.write([UInt8](repeating: 5, count: 3_000_000), until: deadline)
    // 3,000,004 bytes at 16 a line: 187,501 lines.
    XCTAssertEqual(try pipe.read(until: deadline), Array("501".utf8))
  }

  func testADeadChildIsSeenOnBothSides() throws {
    let (pipe, child) = try start("exit 0")
    child.wait()
    XCTAssertThrowsError(try pipe.read(until: Deadline(seconds: 60))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .closed)
    }
    // SIGPIPE would end the tests here.
    XCTAssertThrowsError(try pipe.write([1, 2, 3], until: Deadline(seconds: 60))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .closed)
    }
  }

  func testASilentChildIsTimedOut() throws {
    let (pipe, _) = try start("sleep 1000")
    XCTAssertThrowsError(try pipe.read(until: Deadline(seconds: 0.05))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .timedOut)
    }
    XCTAssertThrowsError(
      try pipe.write([UInt8](repeating: 0, count: 1 << 22), until: Deadline(seconds: 0.05))
    ) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .timedOut)
    }
  }

  func testHalfAMessageIsTimedOutOrClosed() throws {
    let (slow, _) = try start("printf '\\010\\0\\0\\0abc' >&4; sleep 1000")
    XCTAssertThrowsError(try slow.read(until: Deadline(seconds: 0.5))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .timedOut)
    }
    let (dead, _) = try start("printf '\\010\\0\\0\\0abc' >&4")
    XCTAssertThrowsError(try dead.read(until: Deadline(seconds: 60))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .closed)
    }
  }

  func testAnAnnouncedGiantIsRefusedUnread() throws {
    let (pipe, _) = try start("printf '\\377\\377\\377\\377abc' >&4; sleep 1000", maximumSize: 1000)
    XCTAssertThrowsError(try pipe.read(until: Deadline(seconds: 60))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .tooLarge(bytes: 4_294_967_295, limit: 1000))
    }
    XCTAssertThrowsError(try pipe.write([UInt8](repeating: 0, count: 1001))) {
      XCTAssertEqual($0 as? FramedPipe.Failure, .tooLarge(bytes: 1001, limit: 1000))
    }
  }
}

final class CappedOutputTests: XCTestCase {
  func testItKeepsTheFirstAndTheLastHalf() {
    // Every split of the same bytes gives the same.
    let bytes = (0..<100).map { UInt8($0) }
    for limit in [0, 1, 2, 7, 10, 99, 100, 101] {
      for piece in [1, 3, 64, 100] {
        var output = CappedOutput(limit: limit)
        for start in stride(from: 0, to: 100, by: piece) {
          bytes[start..<min(start + piece, 100)].withUnsafeBytes { output.append($0) }
        }
        let kept = min(limit, 100)
        let head = limit >= 100 ? 100 : limit - limit / 2
        XCTAssertEqual(output.total, 100)
        XCTAssertEqual(output.discarded, 100 - kept, "limit \(limit), pieces of \(piece)")
        XCTAssertEqual(
          output.bytes, Array(bytes.prefix(head)) + bytes.suffix(kept - head),
          "limit \(limit), pieces of \(piece)")
      }
    }
  }
}
