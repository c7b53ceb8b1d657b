// What each test looks at: Sources/DiffusionTool/Check.

final class Step1: PublicTestCase {
  override class var problem: String { "step 1" }

  func testAlpha() throws { try check() }
  func testAlphaBar() throws { try check() }
  func testAlphaBarOfEqualSteps() throws { try check() }
}

final class Step2: PublicTestCase {
  override class var problem: String { "step 2" }

  func testOnePerImage() throws { try check() }
  func testBothEnds() throws { try check() }
  func testEquallyLikely() throws { try check() }
}

final class Step3: PublicTestCase {
  override class var problem: String { "step 3" }

  func testForward() throws { try check() }
  func testFreshNoise() throws { try check() }
}

final class Step4: PublicTestCase {
  override class var problem: String { "step 4" }

  func testNetwork() throws { try check() }
  func testL1() throws { try check() }
  func testL2() throws { try check() }
  func testHuber() throws { try check() }
  func testGradient() throws { try check() }
}

final class Step5: PublicTestCase {
  override class var problem: String { "step 5" }

  func testDdpmLast() throws { try check() }
  func testDdpm() throws { try check() }
  func testDdimWithoutNoise() throws { try check() }
  func testDdimWithNoise() throws { try check() }
  func testOrder() throws { try check() }
  func testClamp() throws { try check() }
  func testDdpmPerfect() throws { try check() }
  func testDdimPerfect() throws { try check() }
}
