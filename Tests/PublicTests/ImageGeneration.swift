// What each test looks at: Sources/DiffusionTool/Check.

final class Problem1a: PublicTestCase {
  override class var problem: String { "1a" }

  func testLinear() throws { try check() }
  func testCosine() throws { try check() }
  func testCosineEnd() throws { try check() }
}

final class Problem1b: PublicTestCase {
  override class var problem: String { "1b" }

  func testBeta() throws { try check() }
  func testAlpha() throws { try check() }
  func testAlphaBar() throws { try check() }
  func testNoiseShare() throws { try check() }
}

final class Problem2a: PublicTestCase {
  override class var problem: String { "2a" }

  func testNetwork() throws { try check() }
  func testEpsilon() throws { try check() }
  func testSample() throws { try check() }
  func testGradient() throws { try check() }
}

final class Problem2b: PublicTestCase {
  override class var problem: String { "2b" }

  func testLabels() throws { try check() }
  func testOrder() throws { try check() }
  func testStates() throws { try check() }
  func testEpsilonStep() throws { try check() }
  func testSampleStep() throws { try check() }
  func testEpsilonPerfect() throws { try check() }
  func testSamplePerfect() throws { try check() }
}

final class Problem3: PublicTestCase {
  override class var problem: String { "3" }

  func testPossible() throws { try check() }
  func testEndsInNoise() throws { try check() }
}
