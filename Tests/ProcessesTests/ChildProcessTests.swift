import XCTest

@testable import Processes

final class ChildProcessTests: XCTestCase {
  func testItGetsTheDescriptorsGivenAndNoOther() throws {
    let (reading, writing) = try Descriptor.pipe()
    let (otherReading, otherWriting) = try Descriptor.pipe()
    // Inherited through exec by a careless spawn.
    let leaky = Descriptor(owning: open("/dev/null", O_RDONLY))
    let listing = "for n in /dev/fd/*; do [ -e $n ] && echo ${n##*/}; done"
    let child = try ChildProcess(
      ["/bin/sh", "-c", "echo seven >&7; (\(listing)) >&5"],
      descriptors: [7: writing.number, 5: otherWriting.number])
    writing.close()
    otherWriting.close()
    let seven = OutputDrain(reading, limit: 1000).finished(by: Deadline(seconds: 60))
    XCTAssertEqual(seven.text, "seven\n")
    let listed = OutputDrain(otherReading, limit: 1000).finished(by: Deadline(seconds: 60))
    var numbers = Set(listed.text.split(separator: "\n").compactMap { Int32($0) })
    // The shell's own while it lists, and copies of standard output that it puts aside.
    numbers = numbers.filter { $0 < 10 }.subtracting([3])
    XCTAssertTrue(numbers.isSuperset(of: [0, 1, 2, 5, 7]), "\(numbers)")
    XCTAssertFalse(numbers.contains(leaky.number) && leaky.number > 7, "\(numbers)")
    XCTAssertTrue(numbers.isSubset(of: [0, 1, 2, 5, 7]), "\(numbers)")
    XCTAssertEqual(child.wait().status, .exited(0))
  }

  func testDescriptorsMayTradePlaces() throws {
    let (firstReading, firstWriting) = try Descriptor.pipe()
    let (secondReading, secondWriting) = try Descriptor.pipe()
    let child = try ChildProcess(
      [
        "/bin/sh", "-c",
        "echo a >/dev/fd/\(secondWriting.number); echo b >/dev/fd/\(firstWriting.number)",
      ],
      descriptors: [
        secondWriting.number: firstWriting.number, firstWriting.number: secondWriting.number,
      ])
    firstWriting.close()
    secondWriting.close()
    let deadline = Deadline(seconds: 60)
    XCTAssertEqual(OutputDrain(firstReading, limit: 10).finished(by: deadline).text, "a\n")
    XCTAssertEqual(OutputDrain(secondReading, limit: 10).finished(by: deadline).text, "b\n")
    XCTAssertEqual(child.wait().status, .exited(0))
  }

  func testWaitingEndsWithTheDeadlineAndKillEndsTheChild() throws {
    let child = try ChildProcess(["sleep", "1000"])
    XCTAssertNil(child.wait(timeout: 0.05))
    XCTAssertNil(child.end)
    child.kill()
    XCTAssertEqual(child.wait().status, .signalled(SIGKILL))
    XCTAssertEqual(child.end?.status, .signalled(SIGKILL))
    // Reaped: the number is no longer a child's.
    XCTAssertEqual(waitpid(child.processIdentifier, nil, WNOHANG), -1)
    child.kill()
  }

  func testSignalsAreTheDefaultOnesAgain() throws {
    _ = brokenPipesAreIgnored
    // `yes` dies of the broken pipe that we ignore: with SIGPIPE ignored it would say so and exit 1.
    let run = try runToEnd(
      ["/bin/sh", "-c", "(yes; echo \"$?\" >&2) | head -n 1 >/dev/null"], timeout: 60)
    XCTAssertEqual(run.standardError.text, "141\n")
  }

  func testPeakMemoryAndProcessorTimeAreMeasured() throws {
    // A shell that fills a variable with 64 MB.
    let run = try runToEnd(
      ["/bin/sh", "-c", "x=$(head -c 64000000 /dev/zero | tr '\\0' x); echo ${#x}"], timeout: 60)
    XCTAssertEqual(run.standardOutput.text, "64000000\n")
    XCTAssertGreaterThan(run.peakMemory, 64_000_000)
    XCTAssertGreaterThan(run.processorSeconds, 0)
  }

  func testKillAllEndsEveryChild() throws {
    let children = try (0..<3).map { _ in try ChildProcess(["sleep", "1000"]) }
    ChildProcess.killAll()
    for child in children { XCTAssertEqual(child.wait().status, .signalled(SIGKILL)) }
  }
}
