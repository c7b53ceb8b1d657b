import SubmissionProtocol

/// Flags pictures that are equal to the last pixel, within a submission and across the class.
func sameWorks(_ submissions: [SubmissionResult]) -> [(index: Int, flag: FoundFlag, name: String)] {
  struct Place {
    let index: Int
    let name: String
  }
  var places: [String: [Place]] = [:]
  for (index, submission) in submissions.enumerated() {
    for work in submission.works ?? [] {
      guard let key = work.key else { continue }
      places[key, default: []].append(Place(index: index, name: work.name))
    }
  }
  let shared = places.values.filter { $0.count > 1 }
  return shared.flatMap { equal in
    equal.indices.map { own in
      let others = equal.indices.filter { $0 != own }.map { other in
        equal[other].index == equal[own].index
          ? equal[other].name : "\(submissions[equal[other].index].student), \(equal[other].name)"
      }
      let names = others.prefix(5).joined(separator: "; ")
      return (
        equal[own].index,
        FoundFlag(
          .samePicture,
          say(
            """
            the picture \(equal[own].name) is also \(names). Equal prompts, seeds and settings give equal pictures \
            to students who know nothing of each other
            """,
            korean: """
              그림 \(equal[own].name)이(가) 다음과 같습니다: \(names). 프롬프트, 시드, 설정이 같으면 서로 모르는 학생의 \
              그림도 같아집니다
              """)), equal[own].name
      )
    }
  }.sorted { ($0.0, $0.2) < ($1.0, $1.2) }
}
