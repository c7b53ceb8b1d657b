import Synchronization

/// What `body` makes of each item, in the order of the items, `jobs` at a time.
func inParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], jobs: Int, _ body: @Sendable (Item) -> Value
) -> [Value] {
  let state = Mutex(ParallelState<Value>(values: Array(repeating: nil, count: items.count)))
  inThreads(max(1, min(jobs, items.count))) {
    while let index = state.withLock({ state -> Int? in
      guard state.next < items.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }) {
      let value = body(items[index])
      state.withLock { $0.values[index] = value }
    }
  }
  return state.withLock { $0.values.compactMap(\.self) }
}

private struct ParallelState<Value: Sendable> {
  var next = 0
  var values: [Value?]
}
