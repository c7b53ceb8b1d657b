import SubmissionProtocol

/// Why JSON could not be decoded, in a few words that quote nothing of its values.
func decodingProblem(_ error: any Error) -> Sentence {
  func place(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }
  switch error {
  case DecodingError.keyNotFound(let key, let context):
    let name = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
    return say("\(name) is missing", korean: "\(name) 항목이 없습니다")
  case DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty,
    DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty:
    return say(
      "\(place(context)) has another type", korean: "\(place(context)) 항목의 자료형이 다릅니다")
  case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
    return say(
      "\(place(context)) has an unknown value", korean: "\(place(context)) 항목에 알 수 없는 값이 있습니다")
  case DecodingError.typeMismatch, DecodingError.valueNotFound:
    return say("it is no JSON object", korean: "JSON 객체가 아닙니다")
  default: return say("it is not JSON", korean: "JSON이 아닙니다")
  }
}
