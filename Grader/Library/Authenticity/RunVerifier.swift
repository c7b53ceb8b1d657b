import DiffusionCourse
import Digits
import Foundation
import NeuralNetworks
import SubmissionProtocol
import Tensors
import WorkerClient

/// Draws images of one run again: the student's `sample` in its worker, the submitted weights here.
struct RunVerifier {
  var run: RunConfiguration
  /// What run.json says that the samples were drawn with.
  var sampleSeed: UInt64
  var network: ContextUnet
  /// [100, 1, 28, 28].
  var samples: [Float]
  /// How many of them are clear; nil without a classifier.
  var clear: Int?
  var judge: (any ClarityJudging)?
  var verification: Verification
  /// Decides what is drawn; not to be foreseen by a submission.
  var secret: UInt64
  /// For each piece of the worker's way from one call of the network to the next.
  var answerSeconds = 20.0

  func verify(asking connection: WorkerConnection) -> RunVerification {
    let settings = run.settings
    let cost = VerificationEffort.evaluationsPerImage(
      timesteps: settings.timesteps, guidance: settings.guidance, features: settings.features)
    guard
      let effort = VerificationEffort(
        verification, timesteps: settings.timesteps, evaluationsPerImage: cost)
    else {
      return .nothing(
        because: say(
          """
          with T = \(settings.timesteps) and \(settings.features) features a single image takes too long
          """,
          korean: """
            T = \(settings.timesteps), features \(settings.features)에서는 이미지 한 장에도 시간이 너무 오래 걸립니다
            """))
    }
    do {
      return try drawn(effort, asking: connection)
    } catch .graderFault(let reason) {
      var result = RunVerification.nothing(
        because: say("the grader failed: \(reason)", korean: "채점기에 문제가 생겼습니다: \(reason)"))
      result.isComplete = false
      return result
    } catch {
      let reason = error.lines.joined()
      return RunVerification(
        flags: [
          FoundFlag(
            .notDrawn,
            say(
              "the submitted code gives no images where it is asked to draw these again: \(reason)",
              korean: "제출된 코드로 이 샘플을 다시 그리려 했으나 이미지가 나오지 않았습니다: \(reason)"))
        ])
    }
  }

  private func drawn(
    _ effort: VerificationEffort, asking connection: WorkerConnection
  ) throws(SubmissionStop) -> RunVerification {
    let tables = try tables(asking: connection)
    let random = RandomSource(seed: secret)
    let judge = DrawingJudge(samples: samples, clear: clear)
    var result = RunVerification()
    var drawings: [Drawing] = []

    let replayed = try drawing(
      count: 100, chosen: Array(random.shuffled(100).prefix(effort.replayed)).sorted(),
      seed: sampleSeed, decoySeed: random.next(), tables, asking: connection)
    judge.replayed(replayed, into: &result)
    drawings.append(replayed)

    let count = (effort.fresh + 9) / 10 * 10
    let fresh = try drawing(
      count: count, chosen: Array(random.shuffled(count).prefix(effort.fresh)).sorted(),
      seed: random.next(), decoySeed: random.next(), tables, asking: connection)
    let pixels = fresh.chosen.flatMap { fresh.images[$0 * 784..<($0 + 1) * 784] }
    let isClear = self.judge?.clear(
      images: pixels, count: fresh.chosen.count, requested: fresh.chosen.map { $0 % 10 })
    judge.fresh(fresh, clear: isClear, into: &result)
    drawings.append(fresh)

    if effort.replayed == 100 {
      // No decoy so far.
      drawings.append(
        try drawing(
          count: 20, chosen: [], seed: random.next(), decoySeed: random.next(), tables,
          asking: connection))
    }
    judge.answersFollowed(in: drawings, into: &result)
    return result
  }

  /// All that `sample` makes of a seed with this network, as a training does it at its end.
  func allDrawn(seed: UInt64, asking connection: WorkerConnection) throws(SubmissionStop) -> Drawing
  {
    try drawing(
      count: 100, chosen: Array(0..<100), seed: seed, decoySeed: 0,
      try tables(asking: connection), asking: connection)
  }

  /// One call of `sample`.
  private func drawing(
    count: Int, chosen: [Int], seed: UInt64, decoySeed: UInt64, _ tables: TableValues,
    asking connection: WorkerConnection
  ) throws(SubmissionStop) -> Drawing {
    let digits = DrawnDigits.generate(count: count, seed: decoySeed)
    let timesteps = run.settings.timesteps
    let prediction: PredictionChoice = run.prediction == .epsilon ? .epsilon : .sample
    let answers = NetworkAnswers(
      ConditionalDenoiser(network, timesteps: timesteps, guidance: run.settings.guidance),
      count: count, chosen: chosen, decoys: digits.images(Array(0..<count)),
      alphaBar: tables.alphaBar.values, prediction: prediction)
    let clock = ContinuousClock()
    let start = clock.now
    var ourSeconds = 0.0
    // Whatever it does with its time, it does not keep the grader for hours.
    let mostSeconds = 60 + 0.02 * Double(timesteps)  // 260 s at most
    let answer = try connection.ask(
      .draw(count: count, tables: tables, prediction: prediction, seed: seed),
      seconds: answerSeconds
    ) { question in
      let asked = clock.now
      defer { ourSeconds += clock.now.seconds(since: asked) }
      guard asked.seconds(since: start) - ourSeconds < mostSeconds else { return nil }
      return answers.answer(question)
    }
    guard case .samples(let images, _, _) = answer.result else {
      if case .unloadable(let reason) = answer.result { throw .unloadable(reason) }
      throw .garbled(say("an answer to another question", korean: "다른 질문에 대한 답입니다"))
    }
    guard images.shape == [count, 1, 28, 28], images.values.allSatisfy(\.isFinite) else {
      throw .wrong([
        say(
          "`sample` returns images of shape \(images.shape), or values that are not finite",
          korean: "`sample`이 돌려준 이미지의 shape이 \(images.shape)이거나, 유한하지 않은 값이 있습니다")
      ])
    }
    return Drawing(images: images.values, seenBy: answers, timesteps: timesteps)
  }

  /// The student's tables, as training and sampling use them.
  private func tables(asking connection: WorkerConnection) throws(SubmissionStop) -> TableValues {
    let settings = run.settings
    let schedule: ScheduleChoice = run.schedule == .linear ? .linear : .cosine
    let betas = try connection.ask(
      .betaSchedule(
        beta1: settings.beta1, beta2: settings.beta2, timesteps: settings.timesteps,
        schedule: schedule), seconds: answerSeconds)
    guard case .table(let table) = betas.result else {
      if case .unloadable(let reason) = betas.result { throw .unloadable(reason) }
      throw .garbled(say("an answer to another question", korean: "다른 질문에 대한 답입니다"))
    }
    let answer = try connection.ask(.scheduleTables(betas: table), seconds: answerSeconds)
    guard case .tables(let tables) = answer.result else {
      throw .garbled(say("an answer to another question", korean: "다른 질문에 대한 답입니다"))
    }
    let alphaBars = tables.alphaBar.values
    guard alphaBars.count == settings.timesteps + 1, table.values.count == alphaBars.count,
      alphaBars[0] == 1, alphaBars.dropFirst().allSatisfy({ $0 > 0 && $0 < 1 }),
      zip(alphaBars, alphaBars.dropFirst()).allSatisfy(>)
    else {
      throw .wrong([
        say(
          "its ᾱ are no table that images can be drawn with: T + 1 entries that fall from 1 are needed",
          korean: "ᾱ 테이블로는 이미지를 그릴 수 없습니다. 1에서 시작해 줄어드는 T + 1개의 값이어야 합니다")
      ])
    }
    return tables
  }
}
