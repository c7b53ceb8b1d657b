import Foundation
import Mutations
import Processes
import SubmissionProtocol

extension FuzzTarget {
  /// Frames of the pipe between the hidden suites and a worker, in both directions.
  static let messages = FuzzTarget(
    name: "protocol", summary: "frames, requests and answers between the suites and a worker",
    seeds: { (requests.map { json($0) } + answers.map { json($0) }).map { frame($0) } },
    mutate: { mutator, seeds in
      let seed = mutator.pick(seeds)
      switch mutator.below(8) {
      case 0: return mutator.mutated(seed, with: seeds)
      case 1: return seed + mutator.mutated(mutator.pick(seeds))
      default:
        return frame(
          mutator.mutatedJSON(
            Array(seed.dropFirst(4)),
            words: [
              #""AACAPwAAAEAAAEBAAACAQA==""#, #""AADAfw==""#, #""AACA/w==""#, #""AAA=""#, #""=""#,
              "[4]", "[2,2]", "[1,4]", "[2,-2]", "[0]", "[-1,0]", "[4611686018427387904,4]", "[]",
              #"{"ready":{"protocolVersion":1}}"#, #"{"unsupported":{}}"#,
              #"{"ready":{},"unsupported":{}}"#, "9223372036854775807",
            ]))
      }
    },
    read: { bytes throws(FuzzViolation) in
      var isAccepted = false
      for payload in try frames(in: bytes) {
        let data = Data(payload)
        if let answer = try? JSONDecoder().decode(WorkerAnswer.self, fromOutside: data) {
          isAccepted = true
          for tensor in tensors(in: answer) {
            try require(
              TensorValue.count(of: tensor.shape) == tensor.values.count,
              "a tensor of shape \(tensor.shape) with \(tensor.values.count) values")
          }
          try requireSameAfterWriting(answer)
        }
        if let request = try? JSONDecoder().decode(WorkerRequest.self, fromOutside: data) {
          isAccepted = true
          try requireSameAfterWriting(request)
        }
      }
      return isAccepted
    })

  /// Reads frames as the suites do, over pipes, until the reader refuses or there are no more.
  private static func frames(in bytes: [UInt8]) throws(FuzzViolation) -> [[UInt8]] {
    // As much as a pipe holds without a reader.
    let bytes = Array(bytes.prefix(1 << 16))
    var payloads: [[UInt8]] = []
    do {
      let (reading, incoming) = try Descriptor.pipe()
      let (unused, writing) = try Descriptor.pipe()
      let count = bytes.withUnsafeBytes { write(incoming.number, $0.baseAddress, $0.count) }
      guard count == bytes.count || bytes.isEmpty else { throw FuzzViolation("the pipe is full") }
      incoming.close()
      unused.close()
      let pipe = FramedPipe(reading: reading, writing: writing, maximumSize: 1 << 20)
      while true {
        let payload = try refusing { () throws(FramedPipe.Failure) in
          try pipe.read(until: Deadline(seconds: 1))
        }
        guard let payload else { return payloads }
        payloads.append(payload)
      }
    } catch let violation as FuzzViolation {
      throw violation
    } catch {
      throw FuzzViolation("no pipe: \(error)")
    }
  }

  /// Bit for bit: what is not a number equals itself here.
  private static func requireSameAfterWriting(
    _ message: some Codable
  ) throws(FuzzViolation) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let first = try? encoder.encode(message),
      let again = try? JSONDecoder().decode(type(of: message), from: first),
      let second = try? encoder.encode(again)
    else { throw FuzzViolation("what was read is not read again after writing") }
    try require(first == second, "what was read is not the same after writing and reading")
  }

  private static func tensors(in answer: WorkerAnswer) -> [TensorValue] {
    let tensors =
      [answer.normals]
      + answer.calls.flatMap { [$0.input, $0.output] + [$0.text].compactMap(\.self) }
    switch answer.result {
    case .images(let images), .tensor(let images): return tensors + [images]
    case .denoised(let latents, let steps):
      return tensors + [latents] + steps.flatMap { [$0.latents, $0.predictedNoise, $0.output] }
    case .contrastiveLoss(let loss, let images, let texts, _):
      return tensors + [loss] + [images, texts].compactMap(\.self)
    case .noisyImages(let images, let noise): return tensors + [images, noise]
    case .loss(let loss, _, _): return tensors + [loss]
    case .samples(let images, _, let states): return tensors + [images] + states
    case .ready, .table, .tables, .timesteps, .unsupported, .unloadable: return tensors
    }
  }

  private static func frame(_ payload: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) } + payload
  }

  private static func json(_ message: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(message)).map { [UInt8]($0) } ?? []
  }

  private static let images = TensorValue(shape: [2, 1, 1, 2], values: [1, -0.5, .nan, .infinity])
  private static let table = DoubleTable([0, 0.1, 0.5, 1])
  private static let tables = TableValues(
    beta: table, sqrtBeta: table, alpha: table, alphaBar: table, sqrtAlphaBar: table,
    oneOverSqrtAlpha: table, sqrtOneMinusAlphaBar: table, betaOverSqrtOneMinusAlphaBar: table)
  private static let probe = ProbeDescription.affine(
    scale: 0.5, time: 1, label: -1, shift: 0.25, timesteps: 3)
  private static let oracle = ProbeDescription.oracle(
    cleanImages: images, alphaBars: table, prediction: .epsilon)

  private static let requests: [WorkerRequest] = [
    .alphas(betas: table), .alphaBars(alphas: table),
    .sampleTimesteps(count: 4, timesteps: 3, seed: .max),
    .noiseImages(images: images, timesteps: [1, 3], alphaBars: table, seed: 1),
    .trainingLoss(network: probe, images: images, alphaBars: table, kind: .huber, seed: 2),
    .ddpmStep(
      noisyImages: images, predictedNoise: images, timestep: 2, betas: table, alphaBars: table,
      seed: 3),
    .ddimStep(
      noisyImages: images, predictedNoise: images, timestep: 2, alphaBars: table, eta: 0.5,
      seed: 4),
    .sampleImages(
      network: oracle, shape: [2, 1, 1, 2], betas: table, alphaBars: table,
      process: .ddim(eta: 1), seed: 5),
    .betaSchedule(beta1: 1e-4, beta2: 0.02, timesteps: 3, schedule: .cosine),
    .scheduleTables(betas: table),
    .loss(
      network: probe, images: images, labels: [0, 9], tables: tables, prediction: .sample, seed: 6),
    .sample(
      network: oracle, count: 2, imageShape: [1, 1, 2], tables: tables, prediction: .epsilon,
      seed: 7),
    .guidedNoise(unconditional: images, conditional: images, guidance: 7.5),
    .denoise(
      network: .reader(scale: 0.5, time: 1, text: 2, timesteps: 3),
      scheduler: SchedulerDescription(timesteps: [3, 1], keep: 0.9, remove: 0.5, fresh: 0.1),
      text: images, negativeText: images, guidance: 2, latentShape: [1, 1, 2], seed: 8),
    .latentScaling(latents: images),
    .pictures(
      latents: images, decoder: DecoderDescription(gain: 0.5, enlargement: 2), scaling: 0.2),
    .contrastiveLoss(images: images, texts: images, logitScale: 10),
    .clipScores(images: images, texts: images),
  ].enumerated().map { WorkerRequest(number: $0.offset, call: $0.element) }

  private static let answers: [WorkerAnswer] = {
    let results: [CallResult] = [
      .ready(protocolVersion: 1), .table(table), .tables(tables), .timesteps([1, 2, 3]),
      .images(images), .noisyImages(images, noise: images),
      .loss(
        TensorValue(shape: [], values: [1]), scaleGradient: Float32Bits(.nan), shiftGradient: nil),
      .samples(images: images, labels: [0, 1], states: [images, images]), .unsupported,
      .unloadable("no such symbol"), .tensor(images),
      .denoised(
        images,
        steps: [
          SchedulerStep(
            latents: images, predictedNoise: images, timestep: 3, usesGivenSource: true,
            callsBefore: 1, output: images)
        ]),
      .contrastiveLoss(
        TensorValue(shape: [], values: [1]), imageGradient: images, textGradient: nil,
        scaleGradient: Float32Bits(.nan)),
    ]
    let call = NetworkCall(
      input: images, timesteps: [1, 2], labels: [3, 4], text: images, output: images)
    return results.enumerated().map { number, result in
      WorkerAnswer(number: number, result: result, calls: [call], normals: images)
    }
  }()
}
