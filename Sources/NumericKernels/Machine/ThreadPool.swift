internal import CProcessor
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that take the pieces of one job after another.
///
/// A network's layers come some 50 µs apart, as long as the system needs to wake a thread. So a thread that
/// has nothing to do watches for the next job for a while before it sleeps, and whoever gives out a job
/// works on it too and never waits for a thread that has not begun: at worst it does all of it alone.
///
/// Each thread begins with a share of its own, the same part of 0..<count in every job, and helps others
/// when that is done: pieces are images in their order, so a thread finds in its processor's cache what it
/// wrote there for the layer before. Cores that do not share a cache need that most.
final class ThreadPool: Sendable {
  static let shared = ThreadPool(workers: threadCount - 1)

  /// How often a thread looks for a job before it sleeps: some tens of microseconds.
  private static let looks = 4000

  private let shares: Int
  /// Held by whoever has given out a job.
  private let isTaken = Atomic(false)
  private let sleepers = Atomic(0)
  private let alarm = Alarm()
  /// 1 while workers may join the job.
  private let isOpen = SharedCounter()
  /// Workers in the job.
  private let joined = SharedCounter()
  /// Of each share the next piece to be done. The first share is that of whoever gives out the job.
  nonisolated(unsafe) private let next: UnsafeMutablePointer<SharedCounter>
  // Written while no worker is in a job, read by those who joined.
  nonisolated(unsafe) private var count = 0
  nonisolated(unsafe) private var body: ((Int) -> Void)?

  private init(workers: Int) {
    shares = workers + 1
    next = .allocate(capacity: shares)
    for share in 0..<shares { (next + share).initialize(to: SharedCounter()) }
    for worker in 0..<workers { startThread { [self] in work(share: worker + 1) } }
  }

  /// Runs `body` for 0..<count on all threads, and returns when all are done. Where the threads have a job
  /// already, given out by another thread or by one of its pieces, the caller does it alone.
  func run(_ count: Int, _ body: @escaping (Int) -> Void) {
    guard
      isTaken.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing)
        .exchanged
    else {
      for index in 0..<count { body(index) }
      return
    }
    self.count = count
    self.body = body
    for share in 0..<shares { next[share].value.store(start(of: share), ordering: .relaxed) }
    isOpen.value.store(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { alarm.ring() }
    takePieces(from: 0)
    isOpen.value.store(0, ordering: .sequentiallyConsistent)
    var looks = 0
    while joined.value.load(ordering: .sequentiallyConsistent) > 0 {
      looks += 1
      if looks < Self.looks { processor_pause() } else { sched_yield() }
    }
    self.body = nil
    isTaken.store(false, ordering: .releasing)
  }

  private func start(of share: Int) -> Int { count * share / shares }

  /// Does the pieces of one share, then what is left of the others.
  private func takePieces(from first: Int) {
    guard let body else { return }
    for share in first..<first + shares {
      let share = share < shares ? share : share - shares
      let end = start(of: share + 1)
      while next[share].value.load(ordering: .relaxed) < end {
        let piece = next[share].value.add(1, ordering: .relaxed).oldValue
        if piece >= end { break }
        body(piece)
      }
    }
  }

  private func work(share: Int) {
    MemoryPool.separateThread()
    while true {
      waitForJob()
      // First join, then look whether there still is a job: whoever gives it out looks in the other order.
      joined.value.add(1, ordering: .sequentiallyConsistent)
      if isOpen.value.load(ordering: .sequentiallyConsistent) == 1 {
        takePieces(from: share)
        // All pieces are taken; what is left of the job is others' work.
        joined.value.subtract(1, ordering: .sequentiallyConsistent)
        var looks = 0
        while isOpen.value.load(ordering: .acquiring) == 1, looks < Self.looks {
          processor_pause()
          looks += 1
        }
      } else {
        joined.value.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
  }

  private func waitForJob() {
    for _ in 0..<Self.looks {
      if isOpen.value.load(ordering: .acquiring) == 1 { return }
      processor_pause()
    }
    alarm.sleep(sleepers) { isOpen.value.load(ordering: .sequentiallyConsistent) == 1 }
  }
}

/// A number on cache lines of its own: who changes it does not slow down who watches another.
private struct SharedCounter: ~Copyable {
  private let before: SIMD16<Int> = .zero
  let value = Atomic(0)
  private let after: SIMD16<Int> = .zero
}

/// What threads without work sleep on.
private final class Alarm: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  /// Sleeps until `isNeeded`. Who rings after it became so, and saw a sleeper, is heard.
  func sleep(_ sleepers: borrowing Atomic<Int>, until isNeeded: () -> Bool) {
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !isNeeded() { pthread_cond_wait(condition, mutex) }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  func ring() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}

/// Starts a thread that lives as long as the process.
private func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
  let box = Unmanaged.passRetained(Box(body))
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let result = pthread_create(
    &thread, nil,
    { argument in
      #if canImport(Darwin)
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
      #else
        Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
      #endif
      return nil
    }, box.toOpaque())
  // Without threads the caller does all the work.
  if result != 0 { box.release() }
}
