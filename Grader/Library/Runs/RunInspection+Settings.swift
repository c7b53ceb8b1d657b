import DiffusionCourse
import Foundation
import SubmissionProtocol

extension RunInspection {
  /// ᾱ_T beyond this leaves a digit in x_T: sampling begins with pure noise, which such a network
  /// never saw. The handout asks for 1e-3; a fiftieth is still as good as noise.
  static let mostAlphaBarAtTheEnd = 0.02

  static func settings(
    of folder: ResultsFolder, named name: String
  ) -> (RunRecord?, Finding) {
    switch readCapped(folder.path(of: .record), limit: 1 << 20) {
    case .failure(let problem): return (nil, .none(problem.sentence("run.json")))
    case .success(let data): return settings(in: data, named: name)
    }
  }

  /// What the bytes of `run.json` say.
  static func settings(in data: Data, named name: String) -> (RunRecord?, Finding) {
    let record: RunRecord
    do {
      record = try JSONDecoder().decode(RunRecord.self, fromOutside: data)
    } catch {
      let problem = decodingProblem(error)
      return (
        nil,
        .none(
          say(
            "run.json is not the record that training writes: \(problem)",
            korean: "run.json: 학습이 남기는 기록이 아닙니다. \(problem)"))
      )
    }
    let run = record.run
    do {
      try run.settings.validate(schedule: run.schedule)
    } catch {
      return (
        nil,
        .none(
          say(
            "run.json: \(error)", korean: "run.json: 학습할 수 없는 설정입니다. 검사 프로그램의 메시지: \(error)"))
      )
    }
    let expected = ResultsFolder.name(prediction: run.prediction, schedule: run.schedule)
    guard expected == name else {
      return (
        record,
        .none(
          say(
            "run.json is of another run: \(expected)",
            korean: "run.json: 다른 학습 결과의 기록입니다. \(expected)에 해당합니다"))
      )
    }
    let doubts = doubts(about: record)
    return (
      record,
      Finding(
        share: doubts.isEmpty ? 1 : 0.5, feedback: doubts + [summary(of: run)])
    )
  }

  /// What in the record cannot be, or leaves sampling no chance.
  private static func doubts(about record: RunRecord) -> [Sentence] {
    let run = record.run
    var doubts: [Sentence] = []
    if record.steps != run.steps {
      doubts.append(
        say(
          """
          run.json: \(run.settings.epochs) epochs of \(run.images) images in batches of \
          \(run.settings.batchSize) are \(run.steps) steps, but it says \(record.steps) were made
          """,
          korean: """
            run.json: 이미지 \(run.images)장을 배치 \(run.settings.batchSize)(으)로 \
            \(run.settings.epochs)에폭 학습하면 \(run.steps)스텝인데, \(record.steps)스텝이라고 적혀 있습니다
            """))
    }
    let alphaBar = ClosedFormSchedule.alphaBars(run.schedule, settings: run.settings).last ?? 1
    if alphaBar > mostAlphaBarAtTheEnd {
      let text = String(format: "%.3f", alphaBar)
      doubts.append(
        say(
          """
          with these settings ᾱ_T is \(text), so x_T still shows the digit, while sampling begins with \
          pure noise; take more timesteps or a larger β_T (ᾱ_T < 0.001 is good)
          """,
          korean: """
            이 설정에서는 ᾱ_T가 \(text)이어서 x_T에 숫자가 남는데, 샘플링은 순수한 노이즈에서 시작합니다. \
            타임스텝을 늘리거나 β_T를 키우십시오(ᾱ_T < 0.001이면 좋습니다)
            """))
    }
    return doubts
  }

  private static func summary(of run: RunConfiguration) -> Sentence {
    let settings = run.settings
    return say(
      """
      features \(settings.features), T = \(settings.timesteps), \(settings.epochs) epochs, batch \
      \(settings.batchSize), guidance \(settings.guidance), seed \(run.seed)
      """,
      korean: """
        features \(settings.features), T = \(settings.timesteps), 에폭 \(settings.epochs), 배치 \
        \(settings.batchSize), 가이던스 \(settings.guidance), 시드 \(run.seed)
        """)
  }
}
