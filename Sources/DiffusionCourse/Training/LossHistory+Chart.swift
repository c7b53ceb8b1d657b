import Pictures

extension LossHistory {
  /// The learning curve: each stretch pale, the mean over a tenth of the run so far strong. The
  /// axis of the loss is logarithmic, or the first drop would hide all that follows.
  func chart(title: String) -> Image {
    let steps = entries.map { Double($0.step) }
    let losses = entries.map(\.loss)
    return LineChart(
      title: title, xLabel: "step", yLabel: "loss",
      series: [
        LineChart.Series("mean of \(Self.stretch) steps", x: steps, y: losses, isFaint: true),
        LineChart.Series("smoothed", x: steps, y: smoothedLosses),
      ],
      yScale: .logarithmic
    ).rendered(width: 720, height: 420)
  }
}
