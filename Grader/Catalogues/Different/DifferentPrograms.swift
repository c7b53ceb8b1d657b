/// Other ways to build a program that computes the same.
let differentPrograms: [Variant] = [
  Variant(
    "struct-for-enum", "the submission's type is a struct",
    [
      .replace(
        file: "HandsOn/HandsOn.swift", text: "public enum HandsOn: HandsOnAssignment {}",
        replacement: "public struct HandsOn: HandsOnAssignment {}")
    ]),
  Variant(
    "final-class-for-enum", "the submission's type is a class that holds a table computed once",
    [
      .replace(
        file: "ImageGeneration/ImageGeneration.swift",
        text: "public enum ImageGeneration: ImageGenerationAssignment {}",
        replacement: """
          public final class ImageGeneration: ImageGenerationAssignment {
            static let tenLabels = Array(0..<10)
            init() {}
          }
          """),
      .replace(
        file: Rewritten.sampling, text: "let labels = (0..<count).map { $0 % 10 }",
        replacement: "let labels = (0..<count).map { Self.tenLabels[$0 % tenLabels.count] }"),
    ]),
  Variant(
    "conformance-in-an-extension", "the type is internal and conforms in an extension",
    [
      .replace(
        file: "HandsOn/HandsOn.swift", text: "public enum HandsOn: HandsOnAssignment {}",
        replacement: "enum HandsOn {}\n\nextension HandsOn: HandsOnAssignment {}")
    ]),
  Variant(
    "helper-file", "helper functions in a file of their own",
    [
      .add(
        file: "HandsOn/Helpers.swift",
        text: """
          import Foundation
          import Tensors

          /// Looks up an entry per image and takes its root.
          func rootsGathered(_ table: [Double], at timesteps: [Int]) -> Tensor {
            timesteps.map { Foundation.sqrt(table[$0]) }.gathered(at: Array(timesteps.indices))
          }

          """),
      .replace(
        file: Rewritten.step3, text: "alphaBars.map { $0.squareRoot() }.gathered(at: timesteps)",
        replacement: "rootsGathered(alphaBars, at: timesteps)"),
      .replace(
        file: Rewritten.step3,
        text: "alphaBars.map { (1 - $0).squareRoot() }.gathered(at: timesteps)",
        replacement: "rootsGathered(alphaBars.map { 1 - $0 }, at: timesteps)"),
    ]),
  Variant(
    "helper-in-a-folder", "a helper in a folder of its own, with spaces and Hangul in its name",
    [
      .add(
        file: "HandsOn/도우미/표 만들기.swift",
        text: "func 누적곱(_ 값들: [Double]) -> [Double] {\n"
          + "  var 곱 = 1.0\n  return 값들.map { 값 in\n    곱 *= 값\n    return 곱\n  }\n}\n")
    ]
      + Rewritten.file(
        Rewritten.step1,
        [(.alphas, "    betas.map { 1 - $0 }"), (.alphaBars, "    누적곱(alphas)")])),
  Variant(
    "names-that-the-grader-uses", "a file and functions named like those that the grader adds",
    [
      .add(
        file: "HandsOn/registration.swift",
        text: """
          func register(_ count: Int) -> Int { count }
          func serve() {}
          enum SubmissionLibrary {}

          """),
      .replace(
        file: Rewritten.step2, text: "count: count)", replacement: "count: register(count))"),
    ]),
  Variant(
    "one-file", "steps 1 and 2 in one file of another name",
    [
      .remove(file: Rewritten.step1), .remove(file: Rewritten.step2),
      .add(
        file: "HandsOn/Everything.swift",
        text: Rewritten.text([
          (.alphas, "    betas.map { beta in 1 - beta }"),
          (.alphaBars, "    alphas.reduce(into: []) { $0.append(($0.last ?? 1) * $1) }"),
          (.sampleTimesteps, "    random.integers(in: 1...timesteps, count: count)"),
        ])),
    ]),
  Variant(
    "file-renamed", "problem 2a in a file of another name",
    [
      .remove(file: Rewritten.loss),
      .add(
        file: "ImageGeneration/loss.swift",
        text: Rewritten.text([(.loss, plainLoss)])),
    ]),
  Variant(
    "generics", "a generic table and a protocol with an extension",
    Rewritten.file(
      Rewritten.step1,
      before: """
        protocol Recurrence {
          associatedtype Value
          var start: Value { get }
          func next(after value: Value, _ factor: Value) -> Value
        }

        extension Recurrence {
          func table<Factors: Sequence>(_ factors: Factors) -> [Value]
          where Factors.Element == Value {
            factors.reduce(into: [start]) { $0.append(next(after: $0[$0.count - 1], $1)) }
          }
        }

        struct Product<Number: BinaryFloatingPoint>: Recurrence {
          let start: Number = 1
          func next(after value: Number, _ factor: Number) -> Number { value * factor }
        }

        """,
      [
        (.alphas, "    betas.map { 1 - $0 }"),
        (.alphaBars, "    Product<Double>().table(alphas.dropFirst())"),
      ])),
  Variant(
    "operators", "operators of its own: √ before a number, and · between",
    Rewritten.file(
      Rewritten.step3,
      before: """
        prefix operator √
        prefix func √ (value: Double) -> Double { value.squareRoot() }
        prefix func √ (table: [Double]) -> [Double] { table.map { √$0 } }
        infix operator ⋅: MultiplicationPrecedence
        func ⋅ (left: Tensor, right: Tensor) -> Tensor { left * right }

        """,
      [
        (
          .noiseImages,
          """
              let ε = random.normal(shape: images.shape)
              let ᾱ = alphaBars
              let signal = (√ᾱ).gathered(at: timesteps)
              return (signal ⋅ images + (√ᾱ.map { 1 - $0 }).gathered(at: timesteps) ⋅ ε, ε)
          """
        )
      ])),
  Variant(
    "builders-and-wrappers", "a property wrapper, a result builder, nested types, type aliases",
    Rewritten.file(
      Rewritten.step2,
      before: """
        @propertyWrapper struct AtLeastOne {
          private var value = 1
          var wrappedValue: Int {
            get { value }
            set { value = max(1, newValue) }
          }
        }

        @resultBuilder enum Range {
          static func buildBlock(_ bounds: Int...) -> ClosedRange<Int> { bounds[0]...bounds[1] }
        }

        enum Draw {
          typealias Bounds = ClosedRange<Int>
          struct Plan {
            @AtLeastOne var last: Int
            @Range var bounds: Bounds {
              1
              last
            }
          }
        }

        """,
      [
        (
          .sampleTimesteps,
          """
              var plan = Draw.Plan()
              plan.last = timesteps
              return random.integers(in: plan.bounds, count: count)
          """
        )
      ])),
  Variant(
    "tables-remembered", "a class behind a lock remembers the tables that it has computed",
    Rewritten.file(
      Rewritten.step1,
      before: """
        final class Memory: @unchecked Sendable {
          static let shared = Memory()
          private let lock = NSLock()
          private lazy var tables: [[Double]: [Double]] = [:]

          func table(for key: [Double], _ make: ([Double]) -> [Double]) -> [Double] {
            lock.lock()
            defer { lock.unlock() }
            if let known = tables[key] { return known }
            let made = make(key)
            tables[key] = made
            return made
          }
        }

        """,
      [
        (.alphas, "    betas.map { 1 - $0 }"),
        (
          .alphaBars,
          """
              Memory.shared.table(for: alphas) { alphas in
                alphas.indices.map { alphas[0...$0].reduce(1, *) }
              }
          """
        ),
      ])),
  Variant(
    "closures-by-kind", "the losses as closures in a dictionary, the step as a local function",
    Rewritten.file(
      Rewritten.step4,
      [
        (
          .trainingLoss,
          """
              typealias Distance = (Tensor, Tensor) -> Tensor
              let distances: [LossKind: Distance] = [
                .l1: meanAbsoluteError, .l2: { meanSquaredError($1, $0) }, .huber: huberLoss,
              ]
              guard let distance = distances[kind] else { preconditionFailure("no such loss") }
              func draw() -> [Int] {
                HandsOn.sampleTimesteps(
                  count: images.shape.first ?? 0, timesteps: alphaBars.endIndex - 1, using: random)
              }
              let timesteps = draw()
              let pair = noiseImages(images, at: timesteps, alphaBars: alphaBars, using: random)
              return distance(
                network.predict(pair.noisyImages, at: timesteps, labels: nil), pair.noise.detached())
          """
        )
      ])),
  Variant(
    "errors-thrown-and-caught", "a step that checks its arguments and throws inside",
    Rewritten.file(
      Rewritten.step2,
      before: """
        enum Refusal: Error { case empty(Int) }

        private func range(_ last: Int) throws(Refusal) -> ClosedRange<Int> {
          guard last >= 1 else { throw .empty(last) }
          return 1...last
        }

        """,
      [
        (
          .sampleTimesteps,
          """
              do {
                return random.integers(in: try range(timesteps), count: count)
              } catch {
                fatalError("\\(error)")
              }
          """
        )
      ])),
  Variant(
    "many-threads", "the forward process filled in by several threads",
    Rewritten.file(
      Rewritten.step3, before: "import Dispatch\n",
      [
        (
          .noiseImages,
          """
              let noise = random.normal(shape: images.shape)
              let (clean, epsilon) = (images.scalars, noise.scalars)
              let pixels = clean.count / timesteps.count
              var noisy = clean
              noisy.withUnsafeMutableBufferPointer { buffer in
                nonisolated(unsafe) let target = buffer
                DispatchQueue.concurrentPerform(iterations: timesteps.count) { image in
                  let bar = Float(alphaBars[timesteps[image]])
                  for i in image * pixels..<(image + 1) * pixels {
                    target[i] = bar.squareRoot() * clean[i] + (1 - bar).squareRoot() * epsilon[i]
                  }
                }
              }
              return (Tensor(noisy, shape: images.shape), noise)
          """
        )
      ])),
  Variant(
    "noise-on-the-console", "every function prints what it does, in Korean too",
    [
      .replace(
        file: Rewritten.step1, text: "betas.map { beta in 1 - beta }",
        replacement: "print(\"알파를 계산합니다:\", betas)\n    return betas.map { beta in 1 - beta }"),
      .replace(
        file: Rewritten.step5, text: "let beta = betas[timestep]\n",
        replacement: """
          print("t =", timestep, to: &console)
              debugPrint(noisyImages.shape)
              let beta = betas[timestep]

          """),
      .add(
        file: "HandsOn/Console.swift",
        text: """
          import Foundation

          struct Console: TextOutputStream {
            mutating func write(_ text: String) {
              FileHandle.standardError.write(Data(text.utf8))
            }
          }
          nonisolated(unsafe) var console = Console()

          """),
    ]),
]

/// Problem 2a without anything that is not needed.
private let plainLoss = """
      let t = random.integers(in: 1...tables.timesteps, count: labels.count)
      let noise = random.normal(shape: images.shape)
      let x = tables.sqrtAlphaBar.gathered(at: t) * images
        + tables.sqrtOneMinusAlphaBar.gathered(at: t) * noise
      let wanted = prediction == .epsilon ? noise : images
      return meanSquaredError(network.predict(x, at: t, labels: labels), wanted)
  """
