import Foundation
import Pictures

/// The model card: what the classifier is, what it was measured to do, and what it cannot do.
struct ClarityCard {
  static let reliabilityName = "classifier-reliability.png"
  static let unclearName = "classifier-unclear.png"

  let measurement: ClarityMeasurement
  /// Of the weights file.
  let metadata: [String: String]
  let parameters: Int
  let bytes: Int

  var markdown: String {
    (head + figures + kinds + forward + generated + calibration + limits).joined(separator: "\n")
      + "\n"
  }

  /// The figures as lines of a terminal.
  static func lines(of measurement: ClarityMeasurement) -> [String] {
    let width = measurement.figures.map(\.name.count).max() ?? 0
    return measurement.figures.map { figure in
      let name = figure.name + String(repeating: " ", count: width - figure.name.count)
      let value = text(figure.value, figure.unit)
      let bound = bound(figure)
      return "\(name)  \(value)" + (bound.isEmpty ? "" : "  (\(bound)) \(verdict(figure))")
    } + measurement.notes
  }

  private var head: [String] {
    [
      "# The classifier that counts clear digits", "",
      "Written by `grader train-classifier`, as is each figure here; `grader measure-classifier` measures",
      "again. No figure is entered by hand.", "",
      "**What it is for.** Ten points of assignment 2-1 go by how many of 100 generated digits are clear.",
      "An image is clear if the classifier reads the requested digit in it with a calibrated probability",
      String(format: "of %.2f or more. What is none falls into", measurement.threshold)
        + " \(ClarityNetwork.classes - 10) more classes, one for each kind of picture below",
      "and one for generated digits that viewers found unclear: together they are “not a clear digit”.",
      "",
      "| | |", "|---|---|",
      "| network | four convolutions with batch normalisation, two linear layers: \(grouped(parameters)) parameters, \(grouped(bytes)) bytes; it has learnt from wider ones, which are not kept |",
      "| made by | \(metadata["made by"] ?? "unknown") |",
      "| trained on | \(metadata["trained on"] ?? "unknown") |",
    ] + training + [
      "| held out of training | the last \(grouped(ClarityBatches.heldOutCount)) of these images, and unclear pictures made of them: they choose temperature and threshold |",
      "| measured on | \(measurement.data), and generated digits: no training saw them |",
      String(format: "| temperature | %.3f |", measurement.temperature),
      "| threshold | \(threshold) |", "",
      "Before it is read, an image is held within −1…1, stretched to all of that if it spans four fifths, and moved",
      "by whole pixels, four at most, until its ink is in the middle by weight. Neither a shift of the whole image nor",
      "a little less contrast changes anything therefore.", "",
    ]
  }

  private var threshold: String {
    let wanted = String(format: "%.0f %%", 100 * ClarityTraining.clearShare)
    let start = String(format: "%.2f", measurement.threshold)
    if measurement.heldOutClear >= 100 * ClarityTraining.clearShare {
      return "\(start): the highest of 0.95, 0.90, … 0.50 that leaves \(wanted) of held-out digits "
        + "clear"
    }
    let found = String(format: "%.1f %%", measurement.heldOutClear)
    return "\(start), the lowest that is taken: it leaves \(found) of held-out digits clear, one "
      + "that left \(wanted) would be preferred"
  }

  /// Where the labelled digits among the training material lie, if there were any.
  private var training: [String] {
    guard metadata["trained on"]?.contains("labelled by eye") == true else { return [] }
    return [
      "| labelled digits in training | `Grader/Training/half-trained.npy`, made by `Tests/Benchmarks/draw_half_trained.py`; none of the digits that agreement is measured on, and no seed or noise of theirs |"
    ]
  }

  private var figures: [String] {
    ["## Figures", "", "| figure | measured | required | |", "|---|---:|---:|---|"]
      + measurement.figures.map {
        "| \($0.name) | \(ClarityCard.text($0.value, $0.unit)) | \(ClarityCard.bound($0)) | \(ClarityCard.verdict($0)) |"
      } + [""] + measurement.notes.map { "- \($0)" } + [""]
  }

  private var kinds: [String] {
    [
      "## What is not a clear digit", "",
      "\(grouped(ClarityMeasurement.countPerKind)) pictures of each kind, from test digits and from seeds that no training used; a picture counts",
      "as clear if it is clear as any digit.", "",
      "![Ten of each kind, a row a kind, in the order of the table](\(ClarityCard.unclearName))",
      "",
      "| kind | what it is | clear |", "|---|---|---:|",
    ]
      + zip(UnclearImages.Kind.allCases, measurement.kinds).map {
        "| \($0.title) | \($0.explanation) | \($1.clear) |"
      } + [
        "",
        "Not among them, since they are digits to an eye: 0, 1 and 8 in a mirror or upside down, a 6 or 9 turned",
        "round, a 2 or 5 turned round or in a mirror (S and Z), a 6 in a mirror (a 2 with a loop), a 3 upside down,",
        "a 0 on its side, a 4 turned round (an open 6), a 7 turned round (a Z), a 5 turned by a quarter (an open 9);",
        "a 6 or 9 with a filled loop, as writers often fill them; a 1 over another digit, which crosses it like a 7 or",
        "thickens a stroke of it.",
        "Nor letters written as a digit is (O, I, Z, S, B, b, g, q):",
        "of \(grouped(measurement.lookAlikes.count)) of those \(grouped(measurement.lookAlikes.clear)) are clear as some digit.",
        "",
      ]
  }

  private var forward: [String] {
    let timesteps = Set(measurement.forward.map(\.timestep)).sorted().filter {
      $0.isMultiple(of: 20)
    }
    func state(_ schedule: String, _ timestep: Int) -> ClarityMeasurement.ForwardState? {
      measurement.forward.first { $0.schedule == schedule && $0.timestep == timestep }
    }
    return [
      "## States of the forward process", "",
      "Test digits x_t at t of 200 steps: ᾱ_t, and how many are clear.", "",
      "| t | linear: ᾱ | clear | cosine: ᾱ | clear |", "|---:|---:|---:|---:|---:|",
    ]
      + timesteps.map { timestep in
        "| \(timestep) "
          + ["linear", "cosine"].map { schedule in
            guard let state = state(schedule, timestep) else { return "| – | – " }
            return String(format: "| %.3f | %.1f %% ", state.alphaBar, 100 * state.clear)
          }.joined() + "|"
      } + [""]
  }

  private var generated: [String] {
    func row(_ hundred: ClarityMeasurement.Hundred) -> String {
      let counts = hundred.changed.values
      return
        "| \(hundred.name) | \(hundred.clear) | \(counts.min() ?? hundred.clear)–\(counts.max() ?? hundred.clear) |"
    }
    return [
      "## Generated digits", "",
      "Clear of 100, and the lowest and highest count after a shift by a pixel, contrast times 0.9 to 1.1",
      "(about grey, and above black), and rounding to 8 bits. The checkpoints are of one run, 100 digits at each.",
      "", "| digits | clear of 100 | after changes |", "|---|---:|---:|",
    ] + (measurement.runs + measurement.checkpoints).map(row) + [""]
  }

  private var calibration: [String] {
    [
      "## Calibration", "",
      "Of readings with a probability of p, a share p should be right. Digits and unclear pictures as in training.",
      "",
      "![Share of right readings against their probability](\(ClarityCard.reliabilityName))", "",
      String(
        format: "Expected calibration error: %.2f %% on held-out images, %.2f %% on test images.",
        100 * measurement.heldOut.calibrationError, 100 * measurement.test.calibrationError), "",
    ]
  }

  private var limits: [String] {
    [
      "## Limits", "",
      "- It counts shapes, not beauty: jagged edges or a grey tint pass as long as the digit is plain.",
      "- What lies between clear and unclear is a matter of taste, and the classifier's taste is that of",
      "  MNIST's writers. A 7 with a bar or a 4 closed at the top is known; a style that MNIST lacks may not be.",
      "- Letters that look like digits are digits to it.",
      "- Faint noise around a generated digit makes it stricter, since digits that viewers found unclear had that.",
      "- Of some dozen trials these weights were kept, and the share of unclear pictures to reckon with was set",
      "  (`ClarityTraining.unclearPrior`), for the figures above, which flatter by as much as that chose.",
      "- Whether digits are a student's own it cannot say: a copied training image is clear.",
      "- Images have 28 × 28 pixels, white on black, −1…1, one digit in about the middle.",
    ]
  }

  /// The reliability diagram.
  func chart() -> Image {
    func series(_ name: String, _ reliability: Reliability) -> LineChart.Series {
      // A share of few readings is chance.
      let bins = reliability.bins.filter { $0.count >= 10 }
      return LineChart.Series(
        name, x: bins.map(\.confidence), y: bins.map(\.accuracy), hasDots: true)
    }
    return LineChart(
      title: "Reliability of the classifier", xLabel: "probability of the likeliest class",
      yLabel: "share that is of that class",
      series: [
        LineChart.Series("as it should be", x: [0, 1], y: [0, 1], isFaint: true),
        series("held-out images", measurement.heldOut), series("test images", measurement.test),
      ], xRange: 0...1, yRange: 0...1
    ).rendered(width: 560, height: 500)
  }

  private static func text(_ value: Double, _ unit: ClarityMeasurement.Figure.Unit) -> String {
    switch unit {
    case .percent: String(format: "%.2f %%", value)
    case .digits: "\(Int(value))"
    case .imagesPerSecond: grouped(Int(value.rounded()))
    }
  }

  private static func bound(_ figure: ClarityMeasurement.Figure) -> String {
    func text(_ value: Double) -> String {
      figure.unit == .percent ? String(format: "%g %%", value) : grouped(Int(value))
    }
    if let least = figure.atLeast { return "≥ " + text(least) }
    return figure.atMost.map { "≤ " + text($0) } ?? ""
  }

  private static func verdict(_ figure: ClarityMeasurement.Figure) -> String {
    figure.atLeast == nil && figure.atMost == nil ? "" : figure.isMet ? "met" : "**missed**"
  }
}

extension UnclearImages.Kind {
  /// As in tables.
  var title: String {
    switch self {
    case .halfDenoised: "half denoised"
    case .brokenStrokes: "broken strokes"
    case .twoDigits: "two digits"
    case .shuffledTiles: "shuffled tiles"
    case .noise, .blank, .blobs, .patches, .filled, .smeared, .cut, .turned, .letter, .scribble,
      .crumpled, .faint, .inverted:
      rawValue
    }
  }

  var explanation: String {
    switch self {
    case .noise: "grey noise, fine or coarse"
    case .blank: "one grey, perhaps with specks"
    case .halfDenoised: "a digit's state in the forward process, ᾱ from 0.01 to 0.5"
    case .blobs: "one to four round spots"
    case .patches: "jagged white patches around the middle, as of a network hardly trained"
    case .smeared: "a digit blurred by 3 pixels or more, or dragged 9 to 15 pixels sideways"
    case .brokenStrokes:
      "a digit with holes in its strokes: half of the ink or less, in three pieces or more; a 0 with a gap of six pixels, an 8 open below by four"
    case .filled:
      "a 0 whose loop, three pixels wide or more, ink fills, an 8 of which it fills both, or a 3 of which it fills both bowls"
    case .cut: "a digit without a band of 6 to 9 pixels across its middle, in two pieces or more"
    case .twoDigits:
      "two different digits, no 1, over each other; half or more of either lies a pixel beside the other"
    case .shuffledTiles: "a digit whose 2 × 2 or 4 × 4 tiles have changed places"
    case .turned: "a digit mirrored or turned into what is none"
    case .letter: "a drawn letter that does not look like a digit"
    case .scribble: "four to seven random curves"
    case .crumpled:
      "a digit, not a 1, its parts moved by 5.5 to 8 pixels in random directions, a fifth of it or more folded over"
    case .faint: "a digit with a contrast of 0.03 to 0.22"
    case .inverted: "a digit black on white"
    }
  }
}
