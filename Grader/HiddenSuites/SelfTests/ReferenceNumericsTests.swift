import SubmissionProtocol
import XCTest

/// The suites' own formulas against NumPy and diffusers, and their statistics against known cases.
final class ReferenceNumericsTests: XCTestCase {
  func testTablesAgreeWithNumPy() throws {
    let fixture = try loadFixture(TablesFixture.self, "tables")
    for (schedule, expected) in [
      (Schedule.linear(timesteps: 1000), fixture.linear),
      (Schedule.cosine(timesteps: 1000), fixture.cosine),
    ] {
      let tables = schedule.tables
      let pairs = [
        (tables.beta, expected.beta), (tables.sqrtBeta, expected.sqrtBeta),
        (tables.alpha, expected.alpha), (tables.alphaBar, expected.alphaBar),
        (tables.sqrtAlphaBar, expected.sqrtAlphaBar),
        (tables.oneOverSqrtAlpha, expected.oneOverSqrtAlpha),
        (tables.sqrtOneMinusAlphaBar, expected.sqrtOneMinusAlphaBar),
        (tables.betaOverSqrtOneMinusAlphaBar, expected.betaOverSqrtOneMinusAlphaBar),
      ]
      for (actual, wanted) in pairs {
        for (index, t) in expected.at.enumerated() {
          // The fixture has ten digits; 1 − ᾱ loses some of double's near t = 0.
          XCTAssertEqual(
            actual.values[t], wanted[index], accuracy: 1e-9 * abs(wanted[index]) + 1e-11)
        }
      }
    }
  }

  func testStepsAgreeWithDiffusers() throws {
    let fixture = try loadFixture(StepsFixture.self, "steps")
    for (steps, predictsNoise) in [(fixture.epsilon, true), (fixture.sample, false)] {
      for step in steps {
        let schedule: Schedule =
          step.schedule == "linear"
          ? .linear(timesteps: fixture.timesteps) : .cosine(timesteps: fixture.timesteps)
        let t = step.timestep
        let noisy = step.noisyImages.map(Double.init)
        let output = step.prediction.map(Double.init)
        let image = predictsNoise ? schedule.predictedImage(noisy, noise: output, at: t) : output
        check(schedule.posteriorMean(noisy, image: image, at: t), step.ddpmMean)
        check(schedule.posteriorMean(noisy, image: clipped(image), at: t), step.ddpmMeanClipped)
        guard t > 1 else { continue }
        XCTAssertEqual(
          schedule.posteriorVariance(at: t).squareRoot(), step.ddpmDeviationSmall, accuracy: 1e-9)
        XCTAssertEqual(schedule.betas[t].squareRoot(), step.ddpmDeviationLarge, accuracy: 1e-9)
        for implicit in step.ddim {
          let sigma = schedule.ddimSigma(at: t, eta: implicit.eta)
          XCTAssertEqual(sigma, implicit.deviation, accuracy: 1e-9)
          check(schedule.ddimMean(noisy, image: image, at: t, sigma: sigma), implicit.mean)
        }
      }
    }
  }

  func testTheContrastiveLossAgreesWithPyTorch() throws {
    for pair in try loadFixture(ContrastiveFixture.self, "contrastive").cases {
      let (images, texts) = (pair.imageEmbeddings.rows, pair.textEmbeddings.rows)
      let scale = Double(pair.logitScale)
      check([ContrastiveForm().value(images, texts, logitScale: scale)], [pair.loss])
      check(zip(images, texts).map { dot(unitLength($0), unitLength($1)) }, pair.scores)
      let gradient = ContrastiveForm().gradient(images, texts, logitScale: scale)
      for (actual, expected) in [
        (gradient.images, pair.imageGradient), (gradient.texts, pair.textGradient),
        ([gradient.scale], [pair.scaleGradient]),
      ] {
        XCTAssertEqual(actual.count, expected.count)
        // Central differences.
        for (a, b) in zip(actual, expected) { XCTAssertEqual(a, b, accuracy: 1e-6) }
      }
      for slip in ContrastiveForm.slips {
        XCTAssertGreaterThan(
          abs(slip.form.value(images, texts, logitScale: scale) - pair.loss), 1e-3,
          slip.sentence.english)
      }
    }
  }

  private func check(
    _ actual: [Double], _ expected: [Double], file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertEqual(actual.count, expected.count, file: file, line: line)
    for (a, b) in zip(actual, expected) {
      XCTAssertEqual(a, b, accuracy: 1e-8 * max(1, abs(b)), file: file, line: line)
    }
  }

  /// Upper 10⁻⁸ points from torch.special.gammaincc: 55.449, 68.029, 75.732.
  func testChiSquaredBoundIsOnTheSafeSide() {
    for (degrees, exact) in [(9, 55.449), (15, 68.029), (19, 75.732)] {
      XCTAssertGreaterThan(Bound.chiSquared(degrees: degrees), exact)
      XCTAssertLessThan(Bound.chiSquared(degrees: degrees), 1.05 * exact)
    }
  }

  func testNormalNumbersAreToldFromOthers() {
    let shape = [8, 2, 16, 16]
    var inputs = InputGenerator(seed: 1)
    let normals = inputs.normals(shape).doubles
    let z = both("z")
    XCTAssertEqual(normalityProblems(normals, shape: shape, name: z), [])
    let half = normals[..<2048].map { $0 }
    let uniform = normals.map { _ in (inputs.uniform() * 2 - 1) * 3.0.squareRoot() }
    let wrong: [(String, [Double])] = [
      ("mean", normals.map { $0 + 0.1 }), ("variance", normals.map { 0.9 * $0 }),
      ("normal distribution", uniform), ("image to image", half + half),
      ("column to column", normals.indices.map { normals[$0 & ~1] }),
    ]
    for (word, values) in wrong {
      let problems = normalityProblems(values, shape: shape, name: z)
      XCTAssertTrue(problems.contains { $0.english.contains(word) }, "\(word): \(problems)")
    }
    // Few as they are, zeros are no noise; and a shape that does not fit is no trap.
    let zeros = [Double](repeating: 0, count: 36)
    XCTAssertFalse(normalityProblems(zeros, shape: [36], name: z).isEmpty)
    XCTAssertFalse(normalityProblems(zeros, shape: [7, 0, 5], name: z).isEmpty)
  }

  func testLeastSquaresFindsFactors() throws {
    var inputs = InputGenerator(seed: 2)
    let a = inputs.normals([500]).doubles
    let b = inputs.normals([500]).doubles
    let fit = try XCTUnwrap(LeastSquares(zip(a, b).map { 2 * $0 - 0.5 * $1 }, [a, b]))
    XCTAssertEqual(fit.coefficients[0], 2, accuracy: 1e-12)
    XCTAssertEqual(fit.coefficients[1], -0.5, accuracy: 1e-12)
    XCTAssertEqual(fit.residual, 0, accuracy: 1e-12)
    XCTAssertNil(LeastSquares(a, [b, b.map { 3 * $0 }]))
    XCTAssertNil(LeastSquares(a.map { _ in .nan }, [b]))
  }
}
