import Foundation
import NumericKernels

// The engine's side of `compare_with_pytorch.py`: reads one request a line on standard input, as JSON, and
// answers each with one line of JSON on standard output. Between requests it does nothing.

func stop(_ words: String) -> Never {
  let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
  try? FileHandle.standardError.write(contentsOf: Data("engine-probe: \(line)\n".utf8))
  exit(2)
}

if let missing = missingProcessorFeatures() {
  stop("this build needs a processor with \(missing): build it again on this machine")
}
var engine = Engine()
while let line = readLine() {
  do {
    let answer = try engine.answer(to: Request(line: line))
    try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(answer) + Data("\n".utf8))
  } catch let error as CocoaError {
    stop(error.localizedDescription)
  } catch {
    stop("\(error)")
  }
}
