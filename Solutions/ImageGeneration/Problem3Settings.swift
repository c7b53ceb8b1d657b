import DiffusionCourse

extension ImageGeneration {
  /// Problem 3: the settings of the four runs that `diffusion train` makes.
  ///
  /// What to think of (`RunSettings` has the units):
  ///
  /// - `timesteps`, `beta1`, `beta2`: x_T must be as good as pure noise, ᾱ_T < 1e-3. DDPM's 1e-4 to
  ///   0.02 do that in 1000 steps; with fewer steps each must do more. `diffusion schedules
  ///   --timesteps T --beta1 B --beta2 B` shows the curves and ᾱ_T of such numbers.
  /// - `features`: 16 trains in minutes; twice as many cost two and a half to three times the time.
  /// - `epochs`: look at `loss.png`, and more still at `samples.png`.
  /// - `averageDecay`: the samples come from averaged weights; 0.999 averages about 1000 steps.
  /// - `labelDropout`, `guidance`: a network that sometimes trains without labels (0.1) can be pushed
  ///   towards them when it draws. 0 gives variety and mistakes, 1 to 2 clear digits, more clichés.
  ///
  /// - Parameters:
  ///   - prediction: What the network is trained to predict.
  ///   - schedule: Linear or cosine; cosine does not use β₁ and β₂.
  /// - Returns: The settings of that run. They may differ from run to run.
  public static func settings(
    prediction: PredictionType, schedule: NoiseSchedule
  ) -> RunSettings {
    // BEGIN SOLUTION TODO 3: choose the settings of all four runs.
    // | Hint: begin with one `RunSettings(…)` for all, few epochs and a small T, and see where the
    // | digits of each run are unclear.
    let timesteps = 200
    let stepScale = 1000 / Double(timesteps)  // keeps ᾱ_T where DDPM's 1000 steps have it
    return RunSettings(
      features: 32,
      timesteps: timesteps,
      beta1: 1e-4 * stepScale,
      beta2: 0.02 * stepScale,
      epochs: 20,
      batchSize: 64,
      learningRate: 2e-3,
      averageDecay: 0.999,
      labelDropout: 0.1,
      guidance: 2)
    // END SOLUTION
  }
}
