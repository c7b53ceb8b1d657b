/// Right answers that look unlike the reference solution: none may lose a point.
public enum DifferentAnswers {
  public static let all: [Variant] = [
    Variant(
      "roots-by-power", "√ᾱ and √(1 − ᾱ) by pow, with Foundation imported",
      [
        .replace(
          file: "HandsOn/Step3ForwardProcess.swift", text: "import DiffusionCourse\n",
          replacement: "import DiffusionCourse\nimport Foundation\n"),
        .replace(
          file: "HandsOn/Step3ForwardProcess.swift", text: "{ $0.squareRoot() }",
          replacement: "{ pow($0, 0.5) }"),
        .replace(
          file: "HandsOn/Step3ForwardProcess.swift", text: "{ (1 - $0).squareRoot() }",
          replacement: "{ pow(1 - $0, 0.5) }"),
      ])
  ]
}
