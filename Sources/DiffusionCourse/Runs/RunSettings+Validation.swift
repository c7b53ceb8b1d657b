extension RunSettings {
  /// Refuses settings that cannot be trained.
  ///
  /// - Parameter images: The number of training images, if known.
  public func validate(schedule: NoiseSchedule, images: Int? = nil) throws(RunError) {
    try check(
      features >= 8 && features.isMultiple(of: 8) && features <= 256, "features", features,
      "a multiple of 8 in 8…256 is needed (group normalisation makes 8 groups)")
    try check((2...100_000).contains(timesteps), "timesteps", timesteps, "2…100000 is needed")
    try check((1...100_000).contains(epochs), "epochs", epochs, "1…100000 is needed")
    try check(
      (1...max(1, images ?? 100_000)).contains(batchSize), "batch", batchSize,
      images.map { "1…\($0) is needed, since there are \($0) training images" }
        ?? "1…100000 is needed")
    try check(
      learningRate > 0 && learningRate <= 1, "learning rate", learningRate,
      "more than 0 and at most 1 is needed, for example 0.001")
    try check(
      (0..<1).contains(averageDecay), "average decay", averageDecay,
      "0 or more and less than 1 is needed, for example 0.999")
    try check(
      (0..<1).contains(labelDropout), "label dropout", labelDropout,
      "0 or more and less than 1 is needed, for example 0.1")
    try check((0...20).contains(guidance), "guidance", guidance, "0…20 is needed")
    try check(
      guidance == 0 || labelDropout > 0, "guidance", guidance,
      "0 is needed where label dropout is 0: the network never learned to draw without a label")
    if schedule == .linear {
      try check(
        beta1 > 0 && beta1 < beta2 && beta2 < 1, "beta1, beta2", "\(beta1), \(beta2)",
        "0 < beta1 < beta2 < 1 is needed")
    }
  }

  private func check(
    _ holds: Bool, _ name: String, _ value: some CustomStringConvertible, _ rule: String
  ) throws(RunError) {
    if !holds { throw .invalidSetting(name: name, value: value.description, rule: rule) }
  }
}
