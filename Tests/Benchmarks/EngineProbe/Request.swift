import Foundation

/// What the script asks for; which fields a request needs is said at `Engine`'s functions.
struct Request: Decodable {
  enum Work: String, Decodable {
    case load, predict, differentiate, train, time, digits
  }

  var work: Work
  var features: Int?
  var weights: String?
  /// A file of inputs (`Batch`).
  var batch: String?
  var training: Bool?
  var steps: Int?
  /// Images in one step.
  var size: Int?
  var learningRate: Float?
  var count: Int?
  var folder: String?
  var output: String?

  init(line: String) throws {
    do {
      self = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
    } catch {
      throw ProbeError("not a request: \(line.prefix(60))")
    }
  }

  /// A field that the request needs.
  func required<Value>(_ field: KeyPath<Request, Value?>, _ name: String) throws -> Value {
    guard let value = self[keyPath: field] else {
      throw ProbeError("\(work.rawValue): \(name) is missing")
    }
    return value
  }

  func required(
    _ field: KeyPath<Request, Int?>, _ name: String, in range: ClosedRange<Int>
  ) throws -> Int {
    let value = try required(field, name)
    guard range.contains(value) else {
      throw ProbeError("\(work.rawValue): \(name) \(value) is not in \(range)")
    }
    return value
  }
}

/// What the script is told; a field for each kind of answer.
struct Answer: Encodable {
  var parameters: Int?
  var threads: Int?
  /// Of each step.
  var seconds: [Double]?
  var losses: [Double]?
  /// Where the digits come from.
  var source: String?
}

struct ProbeError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
