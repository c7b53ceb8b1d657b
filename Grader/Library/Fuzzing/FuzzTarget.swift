import Mutations

/// A reader of bytes from outside, and how to make bytes that try it.
struct FuzzTarget: Sendable {
  /// As on the command line.
  var name: String
  /// What is read, for the help.
  var summary: String
  /// Valid inputs, made by our own writers where there are any.
  var seeds: @Sendable () -> [[UInt8]]
  /// A damaged input.
  var mutate: @Sendable (inout Mutator, [[UInt8]]) -> [UInt8]
  /// Reads an input. True: accepted; false: refused as documented.
  var read: @Sendable ([UInt8]) throws(FuzzViolation) -> Bool

  /// Every reader, in the order of `all`.
  static let all: [FuzzTarget] = [
    archive, npy, png, idx, safetensors, messages, results, sizes, works,
  ]

  /// The target of a name; the deliberately broken one can be named too.
  static func named(_ name: String) -> FuzzTarget? {
    (all + [broken]).first { $0.name == name }
  }

  /// Input number `index` of a campaign: made from the seeds and this number alone. The first
  /// are the seeds as they are.
  func input(_ index: Int, of seeds: [[UInt8]], seed: UInt64) -> [UInt8] {
    let stream = name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
    var mutator = Mutator(seed: seed, stream: stream, item: index)
    if index < seeds.count { return seeds[index] }
    return mutate(&mutator, seeds)
  }
}

/// What a reader must not do, short of ending its process.
struct FuzzViolation: Error, Equatable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// What `body` returns; nil where it refuses the input with an error that reads as it should.
///
/// - Throws: `FuzzViolation` for an error that is not one clear line.
func refusing<Value, Failure: Error & CustomStringConvertible>(
  _ body: () throws(Failure) -> Value
) throws(FuzzViolation) -> Value? {
  do throws(Failure) {
    return try body()
  } catch {
    try requireOneLine(error.description)
    return nil
  }
}

/// A message must be a line that a terminal and a report can show.
func requireOneLine(_ words: String) throws(FuzzViolation) {
  let longest = 1200
  guard !words.isEmpty else { throw FuzzViolation("an error without words") }
  guard words.utf8.count <= longest else {
    throw FuzzViolation("an error of \(words.utf8.count) bytes: \(words.prefix(200))…")
  }
  // Names keep what the terminal's escaping takes out; but a line stays a line.
  guard !words.contains(where: \.isNewline) else {
    throw FuzzViolation("an error of several lines: \(words)")
  }
}

func require(_ holds: Bool, _ words: @autoclosure () -> String) throws(FuzzViolation) {
  if !holds { throw FuzzViolation(words()) }
}
