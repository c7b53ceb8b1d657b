import Dispatch

/// A value that is made on a thread of its own while whoever needs it does something else.
final class MadeAhead<Value>: @unchecked Sendable {
  private let isMade = DispatchSemaphore(value: 0)
  /// Written once, before `isMade` is raised, and read after.
  private var value: Value?

  init(_ make: @escaping @Sendable () -> Value) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      value = make()
      isMade.signal()
    }
  }

  /// The value, once it is made. To be called once.
  func taken() -> Value {
    isMade.wait()
    return value!
  }
}
