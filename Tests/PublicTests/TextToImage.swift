// What each test looks at: Sources/DiffusionTool/Check.

final class TextToImage1: PublicTestCase {
  override class var problem: String { "2-2-1" }

  func testCombined() throws { try check() }
  func testZero() throws { try check() }
  func testOne() throws { try check() }
}

final class TextToImage2: PublicTestCase {
  override class var problem: String { "2-2-2" }

  func testStart() throws { try check() }
  func testOrder() throws { try check() }
  func testTexts() throws { try check() }
  func testGuided() throws { try check() }
  func testSteps() throws { try check() }
}

final class TextToImage3: PublicTestCase {
  override class var problem: String { "2-2-3" }

  func testScaling() throws { try check() }
  func testDecoded() throws { try check() }
  func testPictures() throws { try check() }
}

final class TextToImage4: PublicTestCase {
  override class var problem: String { "2-2-4" }

  func testLoss() throws { try check() }
  func testGradient() throws { try check() }
  func testScores() throws { try check() }
}
