/// Why JSON could not be decoded, in a few words that quote nothing of its values.
func decodingProblem(_ error: any Error) -> String {
  func field(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }
  return switch error {
  case DecodingError.keyNotFound(let key, let context):
    "\((context.codingPath + [key]).map(\.stringValue).joined(separator: ".")) is missing"
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
    context.codingPath.isEmpty ? "it is no object" : "\(field(context)) has another type"
  case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
    "\(field(context)) has an unknown value"
  default: "it is not JSON"
  }
}
