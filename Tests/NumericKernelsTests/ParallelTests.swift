import NumericKernels
import Synchronization
import XCTest

/// Every piece of every job is done once, whoever gives the jobs out.
final class ParallelTests: XCTestCase {
  /// How often each piece of a job was done.
  private func counts(_ pieces: Int, _ job: (Int, (Int) -> Void) -> Void) -> [Int] {
    let cells = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: max(pieces, 1))
    for i in 0..<pieces { (cells + i).initialize(to: Atomic(0)) }
    defer {
      cells.deinitialize(count: pieces)
      cells.deallocate()
    }
    job(pieces) { cells[$0].add(1, ordering: .relaxed) }
    return (0..<pieces).map { cells[$0].load(ordering: .relaxed) }
  }

  func testEachPieceIsDoneOnce() {
    for pieces in [0, 1, 2, 3, 7, 64, 1001] {
      XCTAssertEqual(
        counts(pieces) { parallelFor($0, $1) }, Array(repeating: 1, count: pieces))
    }
  }

  func testRangesCoverEverythingOnce() {
    for (count, grain) in [(0, 1), (1, 8), (100, 8), (4097, 1), (4097, 1 << 20)] {
      XCTAssertEqual(
        counts(count) { count, body in
          parallelRanges(count, grain: grain) { range in for i in range { body(i) } }
        }, Array(repeating: 1, count: count))
    }
  }

  /// Jobs that follow one another at once and after pauses in which threads fall asleep.
  func testManySmallJobs() {
    let done = Atomic(0)
    for job in 0..<20_000 {
      parallelFor(5) { _ in done.add(1, ordering: .relaxed) }
      if job % 2000 == 0 { Thread.sleep(forTimeInterval: 0.005) }
    }
    XCTAssertEqual(done.load(ordering: .relaxed), 100_000)
  }

  func testAJobWithinAJob() {
    let done = Atomic(0)
    parallelFor(20) { _ in parallelFor(20) { _ in done.add(1, ordering: .relaxed) } }
    XCTAssertEqual(done.load(ordering: .relaxed), 400)
  }

  func testJobsOfSeveralThreadsAtOnce() {
    let done = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<2000 { parallelFor(6) { _ in done.add(1, ordering: .relaxed) } }
    }
    XCTAssertEqual(done.load(ordering: .relaxed), 8 * 2000 * 6)
  }
}
