import DiffusionCourse
import HandsOnSolution
import NeuralNetworks
import Tensors
import XCTest

/// Linear β from 1e-4 to 0.02 over 1000 timesteps.
private let betas: [Double] = {
  let (first, last): (Double, Double) = (1e-4, 0.02)
  let stride: Double = (last - first) / 999
  return [0] + (0..<1000).map { (index: Int) -> Double in first + stride * Double(index) }
}()

private let alphaBars: [Double] = {
  var products: [Double] = [1]
  for beta in betas.dropFirst() {
    let alpha: Double = 1 - beta
    products.append(products[products.count - 1] * alpha)
  }
  return products
}()

/// Latents whose elements are independently N(mean, deviation²): everything about them is known.
private struct KnownLatents {
  let mean = 0.3
  let deviation = 0.8

  private func variance(_ timestep: Int) -> Double {
    alphaBars[timestep] * deviation * deviation + 1 - alphaBars[timestep]
  }

  /// E[ε | z_t], what a perfect network predicts.
  func predictNoise(in latents: Tensor, at timestep: Int) -> Tensor {
    let factor: Double = (1 - alphaBars[timestep]).squareRoot() / variance(timestep)
    let centre: Double = alphaBars[timestep].squareRoot() * mean
    return (latents - centre) * factor
  }

  /// Where the probability flow ODE takes z_t: quantiles stay quantiles.
  func exactFlow(of latents: Tensor, from start: Int, to end: Int) -> Tensor {
    let factor: Double = (variance(end) / variance(start)).squareRoot()
    let centre: Double = alphaBars[start].squareRoot() * mean
    let newCentre: Double = alphaBars[end].squareRoot() * mean
    return (latents - centre) * factor + newCentre
  }
}

private func largestDifference(_ a: Tensor, _ b: Tensor) -> Double {
  XCTAssertEqual(a.shape, b.shape)
  return zip(a.scalars, b.scalars).map { Double(abs($0 - $1)) }
    .reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
}

/// One step of any scheduler, with given fresh noise.
private typealias Step = (Tensor, Tensor, Int, Tensor?) -> Tensor

final class SchedulerTests: XCTestCase {
  private let known = KnownLatents()

  private func fixture() throws -> StateDictionary {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try SafeTensors.read(
      folder.appendingPathComponent("Fixtures/schedulers.safetensors").path)
  }

  /// The schedulers by the names that the fixture has for them.
  private func scheduler(_ name: String, steps: Int) throws -> (timesteps: [Int], step: Step) {
    switch name {
    case "ddpm":
      let scheduler = DDPMScheduler(alphaBars: alphaBars, steps: steps)
      return (
        scheduler.timesteps,
        { z, noise, t, fresh in
          scheduler.step(from: z, predictedNoise: noise, at: t) { fresh! }
        }
      )
    case "ddim", "ddim_eta":
      let scheduler = DDIMScheduler(
        alphaBars: alphaBars, steps: steps, eta: name == "ddim" ? 0 : 0.6)
      return (
        scheduler.timesteps,
        { z, noise, t, fresh in
          scheduler.step(from: z, predictedNoise: noise, at: t) { fresh! }
        }
      )
    default:
      XCTAssertEqual(name, "multistep")
      let scheduler = MultistepScheduler(alphaBars: alphaBars, steps: steps)
      return (
        scheduler.timesteps,
        { z, noise, t, _ in
          scheduler.step(from: z, predictedNoise: noise, at: t, using: RandomSource(seed: 1))
        }
      )
    }
  }

  /// Whole trajectories against diffusers, `Fixtures/make_scheduler_fixtures.py`: each step from its
  /// latents, and all steps from the first, with the network asked anew.
  func testTrajectoriesAreThoseOfDiffusers() throws {
    let fixture = try fixture()
    var compared = 0
    for (name, counts) in [
      ("ddpm", [5, 10, 25, 50, 7, 16, 30]), ("ddim", [5, 10, 25, 50]),
      ("ddim_eta", [5, 10, 25, 50]), ("multistep", [5, 10, 25, 50, 7, 16, 30]),
    ] {
      for steps in counts {
        let record = fixture.withPrefix("\(name).\(steps).")
        let latents = try XCTUnwrap(record["latents"])
        let predictions = try XCTUnwrap(record["predictions"])
        let noise = record["noise"]
        let final = try XCTUnwrap(record["final"])
        let (timesteps, forced) = try scheduler(name, steps: steps)
        let (_, free) = try scheduler(name, steps: steps)
        XCTAssertEqual(timesteps, try XCTUnwrap(record["timesteps"]).scalars.map { Int($0) })
        var own = latents[0]
        for (index, timestep) in timesteps.enumerated() {
          let expected = index + 1 < steps ? latents[index + 1] : final
          let place = "\(name), \(steps) steps, number \(index + 1)"
          let next = forced(latents[index], predictions[index], timestep, noise?[index])
          XCTAssertLessThanOrEqual(largestDifference(next, expected), 1e-5, place)
          own = free(own, known.predictNoise(in: own, at: timestep), timestep, noise?[index])
          XCTAssertLessThanOrEqual(largestDifference(own, expected), 1e-5, "\(place), own way")
          compared += 1
        }
      }
    }
    XCTAssertEqual(compared, 2 * (5 + 10 + 25 + 50 + 7 + 16 + 30) + 2 * (5 + 10 + 25 + 50))
  }

  func testTimestepsAreSpreadFromTheNoisiest() {
    XCTAssertEqual(DDIMScheduler(alphaBars: alphaBars, steps: 4).timesteps, [1000, 750, 500, 250])
    // 1000, 857.1, 714.3, 571.4, 428.6, 285.7, 142.9
    XCTAssertEqual(
      DDIMScheduler(alphaBars: alphaBars, steps: 7).timesteps, [1000, 857, 714, 571, 429, 286, 143])
    for steps in 1...1000 {
      let timesteps = MultistepScheduler(alphaBars: alphaBars, steps: steps).timesteps
      XCTAssertEqual(timesteps.count, steps)
      XCTAssertEqual(timesteps.first, 1000)
      XCTAssertGreaterThanOrEqual(timesteps.last!, 1)
      let strides = Set(zip(timesteps, timesteps.dropFirst()).map { $0 - $1 })
      XCTAssertTrue(strides.allSatisfy { $0 >= 1 }, "\(steps) steps")
      XCTAssertLessThanOrEqual((strides.max() ?? 1) - (strides.min() ?? 1), 1, "\(steps) steps")
    }
  }

  /// A network that knows z₀ is believed: it comes out, whatever the steps.
  func testWhatTheNetworkKnowsIsRecovered() {
    let random = RandomSource(seed: 11)
    let clean = random.normal(shape: [3, 2, 4, 4])
    for kind in SchedulerKind.allCases {
      for steps in [1, 2, 3, 7, 10, 64, 999, 1000] {
        let scheduler = kind.scheduler(alphaBars: alphaBars, steps: steps)
        var latents = random.normal(shape: clean.shape)
        for timestep in scheduler.timesteps {
          let signal: Double = alphaBars[timestep].squareRoot()
          let deviation: Double = (1 - alphaBars[timestep]).squareRoot()
          let noise = (latents - signal * clean) / deviation
          latents = scheduler.step(
            from: latents, predictedNoise: noise, at: timestep, using: random)
        }
        // Rounding of z_T, about 1, is divided by √ᾱ_T = 0.006 if one step goes all the way.
        let allowed = steps == 1 ? 5e-5 : 2e-6
        XCTAssertLessThanOrEqual(
          largestDifference(latents, clean), allowed, "\(kind), \(steps) steps")
      }
    }
  }

  /// How far a scheduler is from the exact flow when it has come down to t = 500.
  private func error(_ kind: SchedulerKind, steps: Int) -> Double {
    let scheduler = kind.scheduler(alphaBars: alphaBars, steps: steps)
    let random = RandomSource(seed: 12)
    let start = random.normal(shape: [1, 1, 8, 8])
    var latents = start
    for timestep in scheduler.timesteps where timestep > 500 {
      latents = scheduler.step(
        from: latents, predictedNoise: known.predictNoise(in: latents, at: timestep),
        at: timestep, using: random)
    }
    return largestDifference(latents, known.exactFlow(of: start, from: 1000, to: 500))
  }

  /// Half the stride, a quarter of the error; DDIM, of first order, has half of it.
  func testTheMultistepSchedulerIsOfSecondOrder() {
    for steps in [20, 40] {
      let ratio = error(.multistep, steps: steps) / error(.multistep, steps: 2 * steps)
      XCTAssertEqual(ratio, 4, accuracy: 1, "\(steps) steps")
      let first = error(.ddim, steps: steps) / error(.ddim, steps: 2 * steps)
      XCTAssertEqual(first, 2, accuracy: 0.4, "\(steps) steps")
    }
    XCTAssertLessThan(error(.multistep, steps: 40), error(.ddim, steps: 40) / 5)
  }

  /// With every timestep visited, the steps are those of one timestep down.
  func testAllTimestepsGiveTheStepsOfTheHandsOnPart() {
    let ddpm = DDPMScheduler(alphaBars: alphaBars, steps: 1000)
    let ddim = DDIMScheduler(alphaBars: alphaBars, steps: 1000, eta: 0.5)
    let random = RandomSource(seed: 13)
    for timestep in stride(from: 1000, through: 1, by: -1) {
      let (latents, noise) = (
        random.normal(shape: [2, 1, 2, 2]), random.normal(shape: [2, 1, 2, 2])
      )
      let seed = UInt64(timestep)
      let (oneDDPM, oneDDIM) = (
        ddpm.step(
          from: latents, predictedNoise: noise, at: timestep, using: RandomSource(seed: seed)),
        ddim.step(
          from: latents, predictedNoise: noise, at: timestep, using: RandomSource(seed: seed))
      )
      let expectedDDPM = HandsOn.ddpmStep(
        from: latents, predictedNoise: noise, at: timestep, betas: betas, alphaBars: alphaBars,
        using: RandomSource(seed: seed))
      let expectedDDIM = HandsOn.ddimStep(
        from: latents, predictedNoise: noise, at: timestep, alphaBars: alphaBars, eta: 0.5,
        using: RandomSource(seed: seed))
      // ẑ₀ is about 1 / √ᾱ_t large; what is rounded of it counts less and less with t.
      XCTAssertLessThanOrEqual(
        largestDifference(oneDDPM, expectedDDPM), 5e-6, "DDPM at \(timestep)")
      XCTAssertLessThanOrEqual(
        largestDifference(oneDDIM, expectedDDIM), 5e-6, "DDIM at \(timestep)")
    }
  }

  func testOnlyDDPMDrawsNoiseAndNotInTheLastStep() {
    for kind in SchedulerKind.allCases {
      let (random, untouched) = (RandomSource(seed: 14), RandomSource(seed: 14))
      let scheduler = kind.scheduler(alphaBars: alphaBars, steps: 3)
      var latents = Tensor.ones([1, 1, 2, 2])
      for timestep in scheduler.timesteps {
        latents = scheduler.step(
          from: latents, predictedNoise: latents, at: timestep, using: random)
      }
      if kind == .ddpm {
        for _ in 0..<2 { _ = untouched.normal(shape: [1, 1, 2, 2]) }
      }
      XCTAssertEqual(random.next(), untouched.next(), "\(kind)")
    }
  }

  func testKindsByName() throws {
    XCTAssertEqual(SchedulerKind.allCases.map(\.rawValue), ["ddpm", "ddim", "multistep"])
    func make(_ kind: SchedulerKind) -> any NoiseScheduler {
      kind.scheduler(alphaBars: alphaBars, steps: 10)
    }
    XCTAssertTrue(make(.ddpm) is DDPMScheduler)
    XCTAssertTrue(make(.ddim) is DDIMScheduler)
    XCTAssertTrue(make(.multistep) is MultistepScheduler)
  }
}
