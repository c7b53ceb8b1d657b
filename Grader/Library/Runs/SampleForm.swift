import SubmissionProtocol

/// How the values of a samples file mean black and white, told from the values themselves.
///
/// Images are expected in −1…1, white digits on black. Other forms are common, and tell themselves:
/// most of a picture of digits is background, so its median is the value for black.
struct SampleForm: Equatable, Sendable {
  enum Range: Equatable, Sendable {
    /// −1…1, as asked.
    case signed
    /// 0…1.
    case unit
    /// 0…255.
    case bytes
  }

  var range = Range.signed
  /// Black digits on white.
  var isInverted = false

  var isAsAsked: Bool { self == SampleForm() }

  init() {}

  /// - Parameter values: [n, 1, 28, 28], row-major; what is not finite is left out.
  init(of values: [Float]) {
    // Every thirteenth value: as good for quantiles, and no column of 28 is left out.
    let sorted = stride(from: 0, to: values.count, by: 13).map { values[$0] }
      .filter(\.isFinite).sorted()
    guard let last = sorted.indices.last else { return }
    let (low, high) = (sorted[last / 200], sorted[last - last / 200])
    if low > -2, (8...300).contains(high) {
      range = .bytes
    } else if (-0.1...0.1).contains(low), (0.8...1.2).contains(high) {
      // What is grey and washed out in −1…1 has no such ends, or no background at one of them.
      let middle = sorted[last / 2]
      if middle < 0.1 || middle > 0.9 { range = .unit }
    }
    let count = values.count / 784
    let white = (0..<count).count { image in
      SampleForm.border(values[image * 784..<(image + 1) * 784], range: range) > 0.5
    }
    isInverted = 2 * white > count
  }

  /// The values in −1…1, white on black.
  func converted(_ values: [Float]) -> [Float] {
    guard !isAsAsked else { return values }
    let sign: Float = isInverted ? -1 : 1
    return values.map { sign * SampleForm.signed($0, range) }
  }

  private static func signed(_ value: Float, _ range: Range) -> Float {
    switch range {
    case .signed: value
    case .unit: 2 * value - 1
    case .bytes: value / 127.5 - 1
    }
  }

  /// The mean of an image's outermost pixels, where no digit is, in −1…1.
  private static func border(_ image: ArraySlice<Float>, range: Range) -> Float {
    var sum: Float = 0
    for offset in 0..<28 {
      for index in [offset, 27 * 28 + offset, offset * 28, offset * 28 + 27] {
        let value = image[image.startIndex + index]
        if value.isFinite { sum += min(1, max(-1, signed(value, range))) }
      }
    }
    return sum / 112
  }

  /// What differs from what was asked; nothing where nothing does.
  var sentences: [Sentence] {
    var sentences: [Sentence] = []
    switch range {
    case .signed: break
    case .unit:
      sentences.append(
        say(
          "the values are in 0…1, not in −1…1; they were taken as 2 · value − 1 for judging",
          korean: "값이 −1…1이 아니라 0…1입니다. 2 · 값 − 1로 바꾸어 판정했습니다"))
    case .bytes:
      sentences.append(
        say(
          "the values are in 0…255, not in −1…1; they were taken as value / 127.5 − 1 for judging",
          korean: "값이 −1…1이 아니라 0…255입니다. 값 / 127.5 − 1로 바꾸어 판정했습니다"))
    }
    if isInverted {
      sentences.append(
        say(
          "the digits are black on white, not white on black; they were inverted for judging",
          korean: "숫자가 검은 바탕에 흰색이 아니라 흰 바탕에 검은색입니다. 뒤집어서 판정했습니다"))
    }
    return sentences
  }
}
