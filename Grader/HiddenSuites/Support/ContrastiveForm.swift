import Foundation
import SubmissionProtocol

/// CLIP's loss in double precision, with the ways in which it is written wrongly.
struct ContrastiveForm {
  enum Scale { case times, over, none, exponential }
  /// Which cross-entropies are added up, and how.
  enum Directions { case both, ofPictures, ofTexts, sum }

  var normalises = true
  var scale = Scale.times
  var directions = Directions.both
  /// Whether the B cross-entropies of a direction are added up, not averaged.
  var sums = false
  /// The right class of row i is i + shift.
  var shift = 0

  func value(_ images: [[Double]], _ texts: [[Double]], logitScale: Double) -> Double {
    let images = normalises ? images.map(unitLength) : images
    let texts = normalises ? texts.map(unitLength) : texts
    let factor =
      switch scale {
      case .times: logitScale
      case .over: 1 / logitScale
      case .none: 1.0
      case .exponential: exp(logitScale)
      }
    let logits = images.map { image in texts.map { factor * dot(image, $0) } }
    let columns = texts.indices.map { column in logits.map { $0[column] } }
    let (ofPictures, ofTexts) = (crossEntropy(logits), crossEntropy(columns))
    switch directions {
    case .both: return (ofPictures + ofTexts) / 2
    case .ofPictures: return ofPictures
    case .ofTexts: return ofTexts
    case .sum: return ofPictures + ofTexts
    }
  }

  /// By the mean, or the sum, of log Σ exp − the right one.
  private func crossEntropy(_ rows: [[Double]]) -> Double {
    let losses = rows.enumerated().map { index, row in
      let largest = row.max() ?? 0
      let total = row.reduce(0) { $0 + exp($1 - largest) }
      return largest + log(total) - row[(index + shift) % row.count]
    }
    return sums ? losses.reduce(0, +) : mean(losses)
  }

  /// The derivative by each of the numbers, by central differences.
  func gradient(
    _ images: [[Double]], _ texts: [[Double]], logitScale: Double
  ) -> (images: [Double], texts: [Double], scale: Double) {
    // The third derivative is of the size of scale³ at most: an error near 1e-7 of it.
    let width = 1e-4
    func slope(_ change: (Double) -> Double) -> Double {
      (change(width) - change(-width)) / (2 * width)
    }
    func slopes(_ rows: [[Double]], _ value: ([[Double]]) -> Double) -> [Double] {
      rows.indices.flatMap { row in
        rows[row].indices.map { column in
          slope { width in
            var moved = rows
            moved[row][column] += width
            return value(moved)
          }
        }
      }
    }
    return (
      slopes(images) { value($0, texts, logitScale: logitScale) },
      slopes(texts) { value(images, $0, logitScale: logitScale) },
      slope { value(images, texts, logitScale: logitScale + $0) }
    )
  }

  /// Each wrong form alone, with the sentence that names it.
  static let slips: [(form: ContrastiveForm, sentence: Sentence)] = [
    (
      ContrastiveForm(normalises: false),
      say(
        "the embeddings are not brought to length 1: these are dot products, not cosines",
        korean: "임베딩의 길이를 1로 정규화하지 않았습니다. 코사인이 아니라 내적입니다")
    ),
    (
      ContrastiveForm(directions: .ofPictures),
      say(
        "this is one direction only, pictures to texts: add the columns, texts to pictures, and halve",
        korean: "그림에서 텍스트로의 한 방향만 계산했습니다. 열 방향(텍스트에서 그림)도 더해 반으로 나누십시오")
    ),
    (
      ContrastiveForm(directions: .ofTexts),
      say(
        "this is one direction only, texts to pictures: add the rows, pictures to texts, and halve",
        korean: "텍스트에서 그림으로의 한 방향만 계산했습니다. 행 방향(그림에서 텍스트)도 더해 반으로 나누십시오")
    ),
    (
      ContrastiveForm(directions: .sum),
      say(
        "this is the sum of both directions; it should be half of it",
        korean: "두 방향의 합입니다. 그 절반이어야 합니다")
    ),
    (
      ContrastiveForm(sums: true),
      say(
        "this is the sum over the pairs; it should be the mean",
        korean: "쌍에 대한 합입니다. 평균이어야 합니다")
    ),
    (
      ContrastiveForm(scale: .over),
      say(
        "the cosines are divided by the scale; multiply them by it",
        korean: "코사인을 scale로 나누었습니다. 곱해야 합니다")
    ),
    (
      ContrastiveForm(scale: .none),
      say("the scale is left out", korean: "scale이 빠졌습니다")
    ),
    (
      ContrastiveForm(scale: .exponential),
      say(
        "this takes the scale's exponential: it is the factor itself already",
        korean: "scale에 exp를 취했습니다. scale은 이미 곱할 값 자체입니다")
    ),
    (
      ContrastiveForm(shift: 1),
      say(
        "the labels are shifted: text i belongs to picture i",
        korean: "라벨이 밀렸습니다. i번 텍스트가 i번 그림의 짝입니다")
    ),
  ]
}

func unitLength(_ row: [Double]) -> [Double] {
  let length = dot(row, row).squareRoot()
  return row.map { $0 / length }
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

extension TensorValue {
  /// The rows of a matrix, as doubles.
  var rows: [[Double]] { (0..<batch).map(image) }
}
