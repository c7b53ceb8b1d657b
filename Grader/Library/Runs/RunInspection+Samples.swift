import DiffusionCourse
import Foundation
import Pictures
import SubmissionProtocol

extension RunInspection {
  /// The images of `samples.npy` as they are judged, and what was found out about them.
  struct Samples {
    /// [100, 1, 28, 28], in −1…1 and white on black whatever the file's form; nil where there are no
    /// such images.
    var images: [Float]?
    /// Images with values that are not numbers: black above, and never clear.
    var broken: Set<Int> = []
    var finding: Finding
  }

  static let sampleCount = 100
  /// With fewer usable images than this the points are in proportion.
  static let usableForAllPoints = 90

  /// Whether `samples.npy` holds 100 images that are neither empty nor noise.
  static func samples(of folder: ResultsFolder) -> Samples {
    guard isFile(folder.path(of: .samples)) else {
      return Samples(finding: .none(ReadProblem.missing.sentence("samples.npy")))
    }
    do {
      return samples(in: try NPY.read(folder.path(of: .samples), maximumBytes: 4 << 20))
    } catch {
      return Samples(finding: .none(readerProblem("samples.npy", "\(error)", in: folder)))
    }
  }

  /// The same of the array in it.
  static func samples(in array: NPY.Array) -> Samples {
    guard array.shape.first == sampleCount, array.values.count == sampleCount * 784,
      [[1, 28, 28], [28, 28], [784], [28, 28, 1], [1, 784]].contains(Array(array.shape[1...]))
    else {
      return Samples(
        finding: .none(
          say(
            "samples.npy has the shape \(array.shape), not [100, 1, 28, 28]",
            korean: "samples.npy: shape이 \(array.shape)입니다. [100, 1, 28, 28]이어야 합니다")))
    }
    var values = array.values
    let broken = Set(values.indices.lazy.filter { !values[$0].isFinite }.map { $0 / 784 })
    guard broken.count <= sampleCount - usableForAllPoints else {
      return Samples(
        finding: .none(
          say(
            "samples.npy: \(broken.count) of 100 images have values that are infinite or not numbers",
            korean: "samples.npy: 이미지 100장 중 \(broken.count)장에 무한대이거나 숫자가 아닌 값이 있습니다")))
    }
    let form = SampleForm(of: values)
    values = form.converted(values)
    for image in broken {
      for index in image * 784..<(image + 1) * 784 { values[index] = -1 }
    }
    var (share, sentences) = usable(values, leavingOut: broken)
    var oddities = form.sentences
    if array.shape != [sampleCount, 1, 28, 28] {
      oddities.insert(
        say(
          "samples.npy has the shape \(array.shape), not [100, 1, 28, 28]; it was read as that",
          korean: "samples.npy: shape이 [100, 1, 28, 28]이 아니라 \(array.shape)입니다. 그렇게 바꾸어 읽었습니다"),
        at: 0)
    }
    if !broken.isEmpty {
      oddities.append(
        say(
          """
          \(broken.count) of 100 images have values that are infinite or not numbers: they count as not \
          clear
          """,
          korean: """
            이미지 100장 중 \(broken.count)장에 무한대이거나 숫자가 아닌 값이 있어 또렷하지 않은 것으로 셉니다
            """))
    }
    // Whatever the number of oddities, half the part: the pictures themselves are judged in full.
    if !oddities.isEmpty { share *= 0.5 }
    return Samples(
      images: values, broken: broken, finding: Finding(share: share, feedback: oddities + sentences)
    )
  }

  /// The share of the part that images earn by being there, each of them something else.
  private static func usable(
    _ values: [Float], leavingOut broken: Set<Int>
  ) -> (share: Double, feedback: [Sentence]) {
    var (empty, noisy, repeated) = (0, 0, 0)
    var seen: Set<ArraySlice<Float>> = []
    for index in 0..<sampleCount where !broken.contains(index) {
      let image = values[index * 784..<(index + 1) * 784]
      let statistics = SampleStatistics(image)
      if statistics.isEmpty {
        empty += 1
      } else if statistics.isNoise {
        noisy += 1
      } else if !seen.insert(image).inserted {
        repeated += 1
      }
    }
    let usable = sampleCount - broken.count - empty - noisy - repeated
    var problems: [Sentence] = []
    if empty > 0 {
      problems.append(
        say(
          "\(empty) of 100 images are empty or of one grey",
          korean: "이미지 100장 중 \(empty)장이 비어 있거나 한 가지 회색입니다"))
    }
    if noisy > 0 {
      problems.append(
        say(
          "\(noisy) of 100 images are noise", korean: "이미지 100장 중 \(noisy)장이 노이즈입니다"))
    }
    if repeated > 0 {
      problems.append(
        say(
          "\(repeated) of 100 images repeat another one",
          korean: "이미지 100장 중 \(repeated)장이 다른 이미지와 똑같습니다"))
    }
    guard usable < usableForAllPoints else {
      return (
        1,
        problems + [
          say(
            "100 images of 28 × 28, at least \(usableForAllPoints) of them neither empty nor noise",
            korean: "28 × 28 이미지 100장, 그중 \(usableForAllPoints)장 이상이 비어 있거나 노이즈인 것이 아닙니다")
        ]
      )
    }
    // A handful of pictures among a hundred is no sample of a model.
    return (usable < 10 ? 0 : Double(usable) / Double(sampleCount), problems)
  }
}

/// What tells a picture from an empty sheet and from noise.
struct SampleStatistics: Equatable {
  /// Standard deviation of the values.
  var deviation: Double
  /// Correlation of each pixel with its right neighbour: about 0 for noise, 0.8 for a digit.
  var neighbourCorrelation: Double

  var isEmpty: Bool { deviation < 0.05 }
  var isNoise: Bool { !isEmpty && neighbourCorrelation < 0.3 }

  /// - Parameter image: One image of 28 × 28, row-major.
  init(_ image: ArraySlice<Float>) {
    let values = image.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    var covariance = 0.0
    for index in values.indices where index % 28 < 27 {
      covariance += (values[index] - mean) * (values[index + 1] - mean)
    }
    covariance /= Double(values.count / 28 * 27)
    deviation = variance.squareRoot()
    neighbourCorrelation = variance > 1e-12 ? covariance / variance : 0
  }
}
