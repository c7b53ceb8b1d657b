import Foundation
import SubmissionProtocol

/// A noise schedule in double precision, from closed forms: what answers are compared with. Tables
/// are indexed by t, 0…T.
struct Schedule {
  let betas: [Double]
  let alphas: [Double]
  let alphaBars: [Double]

  var timesteps: Int { betas.count - 1 }

  init(betas: [Double]) {
    self.betas = betas
    alphas = betas.map { 1 - $0 }
    alphaBars = alphas.reduce(into: []) { bars, alpha in bars.append((bars.last ?? 1) * alpha) }
  }

  static func linear(beta1: Double = 1e-4, beta2: Double = 0.02, timesteps: Int) -> Schedule {
    let step = (beta2 - beta1) / Double(timesteps - 1)
    return Schedule(betas: [0] + (1...timesteps).map { t in beta1 + step * Double(t - 1) })
  }

  /// Improved DDPM, equation 17. `offset` is s; `maximum` is where β is cut off.
  static func cosine(
    timesteps: Int, offset: Double = 0.008, maximum: Double = 0.999
  ) -> Schedule {
    func f(_ t: Int) -> Double {
      let angle = (Double(t) / Double(timesteps) + offset) / (1 + offset) * .pi / 2
      return cos(angle) * cos(angle)
    }
    return Schedule(betas: [0] + (1...timesteps).map { t in min(1 - f(t) / f(t - 1), maximum) })
  }

  /// β̃_t = (1 − ᾱ_{t−1})/(1 − ᾱ_t) · β_t, the variance of q(x_{t−1} | x_t, x₀).
  func posteriorVariance(at t: Int) -> Double {
    (1 - alphaBars[t - 1]) / (1 - alphaBars[t]) * betas[t]
  }

  /// DDIM's σ_t (DDIM, equation 16).
  func ddimSigma(at t: Int, eta: Double) -> Double {
    eta * ((1 - alphaBars[t - 1]) / (1 - alphaBars[t])).squareRoot()
      * (1 - alphaBars[t] / alphaBars[t - 1]).squareRoot()
  }

  /// x̂₀ from x_t and the predicted ε.
  func predictedImage(_ noisy: [Double], noise: [Double], at t: Int) -> [Double] {
    let signalScale = alphaBars[t].squareRoot()
    let noiseScale = (1 - alphaBars[t]).squareRoot()
    return zip(noisy, noise).map { ($0 - noiseScale * $1) / signalScale }
  }

  /// The mean of q(x_{t−1} | x_t, x₀) (DDPM, equation 7).
  func posteriorMean(_ noisy: [Double], image: [Double], at t: Int) -> [Double] {
    let remaining = 1 - alphaBars[t]
    let imageShare = alphaBars[t - 1].squareRoot() * betas[t] / remaining
    let noisyShare = alphas[t].squareRoot() * (1 - alphaBars[t - 1]) / remaining
    return zip(noisy, image).map { noisyShare * $0 + imageShare * $1 }
  }

  /// DDIM's step without its noise (DDIM, equation 12).
  func ddimMean(_ noisy: [Double], image: [Double], at t: Int, sigma: Double) -> [Double] {
    let signalScale = alphaBars[t].squareRoot()
    let noiseScale = (1 - alphaBars[t]).squareRoot()
    let direction = max(0, 1 - alphaBars[t - 1] - sigma * sigma).squareRoot()
    return zip(noisy, image).map { noisy, image in
      alphaBars[t - 1].squareRoot() * image
        + direction * (noisy - signalScale * image) / noiseScale
    }
  }

  /// √ᾱ_t x₀ + √(1 − ᾱ_t) ε with each image's own t.
  func noised(_ images: TensorValue, noise: TensorValue, at timesteps: [Int]) -> TensorValue {
    var noisy = images
    for index in images.values.indices {
      let alphaBar = alphaBars[timesteps[index / images.pixels]]
      noisy.values[index] = Float(
        alphaBar.squareRoot() * Double(images.values[index])
          + (1 - alphaBar).squareRoot() * Double(noise.values[index]))
    }
    return noisy
  }

  /// The eight tables of problem 1b. Entry 0 of the last, 0/0, holds 0.
  var tables: TableValues {
    TableValues(
      beta: DoubleTable(betas),
      sqrtBeta: DoubleTable(betas.map { $0.squareRoot() }),
      alpha: DoubleTable(alphas),
      alphaBar: DoubleTable(alphaBars),
      sqrtAlphaBar: DoubleTable(alphaBars.map { $0.squareRoot() }),
      oneOverSqrtAlpha: DoubleTable(alphas.map { 1 / $0.squareRoot() }),
      sqrtOneMinusAlphaBar: DoubleTable(alphaBars.map { (1 - $0).squareRoot() }),
      betaOverSqrtOneMinusAlphaBar: DoubleTable(
        zip(betas, alphaBars).map { $1 < 1 ? $0 / (1 - $1).squareRoot() : 0 }))
  }
}

func clipped(_ image: [Double]) -> [Double] {
  image.map { min(1, max(-1, $0)) }
}
