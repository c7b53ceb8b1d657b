import Dispatch
import Foundation
import Synchronization

/// What was found out before, by the content that it was found out about: equal code is compiled and
/// tested once, in this batch and in later ones.
///
/// Keys are made by the grader of the bytes it unpacked and of all that a verdict depends on besides
/// (`Circumstances`); entries hold what the grader found and nothing that a submission wrote. An entry
/// that is broken or has another key inside counts as missing. Only what `make` calls complete is
/// kept: a fault of the grader's is never served again.
final class FindingsCache: Sendable {
  /// Where entries outlive the batch; nil keeps them in memory alone.
  private let folder: String?
  /// Whether entries of earlier batches are served.
  private let reads: Bool
  private let state = Mutex(State())

  private struct State {
    var known: [String: any Sendable] = [:]
    var pending: [String: DispatchGroup] = [:]
    var made = 0
    var served = 0
  }

  /// The most that the entries on disk take once a batch has ended.
  static let mostBytes = 256 << 20

  init(folder: String?, reads: Bool = true) {
    self.folder = folder
    self.reads = reads
  }

  /// How many findings were made, and how many served from before.
  var counts: (made: Int, served: Int) { state.withLock { ($0.made, $0.served) } }

  /// The findings for `keys`: from before, or made now. What another thread is making is waited for.
  ///
  /// - Parameters:
  ///   - isUsable: Whether findings from before answer all that is asked now.
  ///   - make: Gets the keys that are missing, sorted; returns findings for each, and whether they
  ///     are complete.
  func findings<Findings: Codable & Sendable, Failure: Error>(
    for keys: [String], isUsable: (String, Findings) -> Bool,
    make: ([String]) throws(Failure) -> [String: (findings: Findings, isComplete: Bool)]
  ) throws(Failure) -> [String: Findings] {
    var found: [String: Findings] = [:]
    var claimed: [String] = []
    defer { for key in claimed { release(key) } }
    // In one order everywhere, so that no two threads wait for each other.
    for key in Set(keys).sorted() {
      if let known: Findings = knownOrClaimed(key, isUsable: { isUsable(key, $0) }) {
        found[key] = known
      } else {
        claimed.append(key)
        if let stored: Findings = stored(key), isUsable(key, stored) {
          found[key] = stored
          state.withLock {
            $0.known[key] = stored
            $0.served += 1
          }
        }
      }
    }
    let missing = claimed.filter { found[$0] == nil }
    guard !missing.isEmpty else { return found }
    for (key, made) in try make(missing) {
      found[key] = made.findings
      state.withLock {
        $0.made += 1
        if made.isComplete { $0.known[key] = made.findings }
      }
      if made.isComplete { store(made.findings, as: key) }
    }
    return found
  }

  /// What is in memory, once no other thread is making it. nil: it is ours to make.
  private func knownOrClaimed<Findings: Sendable>(
    _ key: String, isUsable: (Findings) -> Bool
  ) -> Findings? {
    while true {
      let claim = state.withLock { state -> (known: (any Sendable)?, others: DispatchGroup?) in
        if let others = state.pending[key] { return (nil, others) }
        if let known = state.known[key] { return (known, nil) }
        let group = DispatchGroup()
        group.enter()
        state.pending[key] = group
        return (nil, nil)
      }
      if let others = claim.others {
        others.wait()
        continue
      }
      guard let known = claim.known as? Findings else {
        if claim.known == nil { return nil }
        forget(key)
        continue
      }
      if isUsable(known) {
        state.withLock { $0.served += 1 }
        return known
      }
      forget(key)
    }
  }

  private func forget(_ key: String) { state.withLock { $0.known[key] = nil } }

  private func release(_ key: String) {
    state.withLock { $0.pending.removeValue(forKey: key) }?.leave()
  }

  // MARK: On disk

  private struct Entry<Findings: Codable>: Codable {
    var key: String
    var findings: Findings
  }

  private func path(of key: String) -> String? { folder.map { "\($0)/\(key).json" } }

  private func stored<Findings: Codable>(_ key: String) -> Findings? {
    guard reads, let path = path(of: key),
      let entry = SealedFile.read(Entry<Findings>.self, from: path), entry.key == key
    else { return nil }
    // The entries used last are those that stay.
    utimes(path, nil)
    return entry.findings
  }

  /// A cache that cannot be written costs time, no verdict.
  private func store(_ findings: some Codable, as key: String) {
    guard let folder, let path = path(of: key) else { return }
    try? makeFolder(folder)
    try? SealedFile.write(Entry(key: key, findings: findings), to: path)
  }

  /// Removes the entries used longest ago until all take at most `bytes`, and what writers that were
  /// killed left behind an hour ago or more.
  func prune(to bytes: Int = FindingsCache.mostBytes) {
    guard let folder else { return }
    var total = 0
    let entries = namesInFolder(folder).map { name -> (path: String, status: stat) in
      var status = stat()
      let path = "\(folder)/\(name)"
      stat(path, &status)
      return (path, status)
    }
    let now = time(nil)
    for entry in entries.sorted(by: { $0.status.changed > $1.status.changed }) {
      let isLeftOver = entry.path.hasSuffix(".part") && now - entry.status.changed > 3600
      total += Int(entry.status.st_size)
      if isLeftOver || total > bytes { unlink(entry.path) }
    }
  }
}

extension stat {
  /// Seconds of the last change.
  fileprivate var changed: Int {
    #if canImport(Darwin)
      st_mtimespec.tv_sec
    #else
      st_mtim.tv_sec
    #endif
  }
}
