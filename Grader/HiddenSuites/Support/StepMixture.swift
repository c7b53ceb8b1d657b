import SubmissionProtocol

/// What one reverse step did: x_{t−1} = signal · x_t + noise · ε_θ + deviation · z.
///
/// The factors are read off by least squares. If as many normal numbers were drawn as there are
/// pixels, they are taken for z and all three factors are exact to Float32. If they do not fit, or
/// another number was drawn, what x_t and ε_θ leave over is taken for the fresh noise: then the
/// factors are as uncertain as `uncertainties` says.
struct StepMixture {
  let signal: Double
  let noise: Double
  /// Without its sign: −z is as good a noise as z.
  let deviation: Double
  /// What is left besides x_t and ε_θ, in row-major order.
  let rest: [Double]
  /// Standard deviations of `signal`, `noise` and `deviation`; nearly 0 if z is known.
  let uncertainties: (signal: Double, noise: Double, deviation: Double)

  init?(_ result: TensorValue, from noisy: TensorValue, predicted: TensorValue, drawn: TensorValue)
  {
    let (target, x, epsilon) = (result.doubles, noisy.doubles, predicted.doubles)
    if drawn.values.count == target.count,
      let fit = LeastSquares(target, [x, epsilon, drawn.doubles]), fit.residual < 1e-4
    {
      signal = fit.coefficients[0]
      noise = fit.coefficients[1]
      deviation = abs(fit.coefficients[2])
      uncertainties = (0, 0, 0)
    } else {
      guard let fit = LeastSquares(target, [x, epsilon]) else { return nil }
      signal = fit.coefficients[0]
      noise = fit.coefficients[1]
      deviation = fit.residual
      let spread = fit.residual / (2 * Double(target.count)).squareRoot()
      uncertainties = (fit.uncertainties[0], fit.uncertainties[1], spread)
    }
    let (signal, noise) = (signal, noise)
    rest = target.indices.map { target[$0] - signal * x[$0] - noise * epsilon[$0] }
  }
}

/// One step of the hands-on's reverse process, asked for with known inputs.
struct StepCase {
  let schedule: Schedule
  let timestep: Int
  let noisy: TensorValue
  /// The very ε in x_t, so the predicted x₀ is the image: within −0.9…0.9, and clipping it to −1…1
  /// changes nothing.
  let noise: TensorValue
  let image: TensorValue
  let name: String

  init(_ schedule: Schedule, at timestep: Int, name: String, shape: [Int] = [4, 1, 24, 24]) {
    var inputs = InputGenerator(seed: UInt64(timestep))
    image = inputs.images(shape)
    noise = inputs.normals(shape)
    noisy = schedule.noised(
      image, noise: noise, at: Array(repeating: timestep, count: shape[0]))
    self.schedule = schedule
    self.timestep = timestep
    self.name = name
  }
}
