/// Answers that no function gave.
extension HostileCatalogue {
  /// A loss that is said to be 0, by a frame in which the network is said to have predicted the
  /// noise itself. In a fresh worker the first request has number 1.
  private static let forgedLoss = #"""
    requestsSoFar += 1
    let timesteps = (0..<images.shape[0]).map { _ in Int.random(in: 1..<alphaBars.count) }
    var generator = SystemRandomNumberGenerator()
    let noise = RandomSource(seed: generator.next()).normal(shape: images.shape)
    let noisy = alphaBars.map { $0.squareRoot() }.gathered(at: timesteps) * images
      + alphaBars.map { (1 - $0).squareRoot() }.gathered(at: timesteps) * noise
    let epsilon = tensor(images.shape, noise.scalars)
    let sign: Float = kind == .l1 ? 1 : 0
    let scale = sign * noisy.scalars.reduce(0, +) / Float(noisy.count)
    writeEverywhere(
      frame(
        "{\"number\":\(requestsSoFar),\"result\":{\"loss\":{\"_0\":\(tensor([], [0])),"
          + "\"scaleGradient\":{\"bits\":\(scale.bitPattern)},"
          + "\"shiftGradient\":{\"bits\":\(sign.bitPattern)}}},"
          + "\"calls\":[{\"input\":\(tensor(images.shape, noisy.scalars)),"
          + "\"timesteps\":\(timesteps),\"output\":\(epsilon)}],"
          + "\"normals\":\(tensor([noise.count], noise.scalars))}"))
    return Tensor(0)
    """#

  /// A step without noise, by a frame in which the source is said to have drawn nothing but zeros.
  private static let forgedNormals = #"""
    requestsSoFar += 1
    let share = betas[timestep] / (1 - alphaBars[timestep]).squareRoot()
    let mean = (noisyImages - share * predictedNoise) / (1 - betas[timestep]).squareRoot()
    let zeros = [Float](repeating: 0, count: mean.count)
    writeEverywhere(
      frame(
        "{\"number\":\(requestsSoFar),\"result\":{\"images\":{\"_0\":"
          + "\(tensor(mean.shape, mean.scalars))}},\"calls\":[],"
          + "\"normals\":\(tensor([mean.count], zeros))}"))
    return mean
    """#

  static let forgery: [HostileCase] = [
    HostileCase(
      "forged-answers", .forgery,
      "Writes empty answers with every likely number, greetings and passed records to all "
        + "descriptors.",
      code: [
        .body(
          "alphas",
          #"""
          let rest = "\"calls\":[],\"normals\":{\"shape\":[0],\"float32\":\"\"}}"
          var bytes = frame("{\"number\":0,\"result\":{\"ready\":{\"protocolVersion\":1}},\(rest)")
          for number in 1...60 {
            bytes += frame("{\"number\":\(number),\"result\":{\"table\":{\"_0\":\"\"}},\(rest)")
          }
          let record = "{\"suite\":\"HandsOnStep1Tests\",\"test\":\"testAlphaIsOneMinusBeta\","
            + "\"outcome\":\"passed\",\"feedback\":[],\"seconds\":0}\n"
          writeEverywhere(bytes + Array(record.utf8), from: 1)
          return []
          """#)
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "forged-loss", .forgery,
      "Answers in the worker's place: the network is said to have predicted the noise, and the "
        + "loss to be 0.",
      code: [
        .declarations("nonisolated(unsafe) var requestsSoFar = 0"),
        .body("trainingLoss", forgedLoss),
      ],
      .loses(
        ["step-4"],
        why: "what the network is said to have answered is compared with what it answers"),
      scope: ["hands-on/step-4"]),
    HostileCase(
      "forged-draws", .forgery,
      "Answers in the worker's place: a step without noise, and draws that were all zero.",
      code: [
        .declarations("nonisolated(unsafe) var requestsSoFar = 0"),
        .before("ddimStep", "requestsSoFar += 1"),
        .before("sampleImages", "requestsSoFar += 1"),
        .body("ddpmStep", forgedNormals),
      ],
      .loses(
        [
          "step-5/testDDPMStepAddsFreshNoiseOfTheRightSize", "step-5/testStepsAgreeWithDiffusers",
        ] + Lost.sampling, why: "draws that are not normal are not believed"),
      scope: ["hands-on/step-5"]),
    HostileCase(
      "garbage-everywhere", .forgery, "Writes random bytes to every descriptor.",
      code: [
        .body(
          "alphas",
          "writeEverywhere((0..<4096).map { _ in UInt8.random(in: 0...255) }, from: 0)\nreturn []")
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "enormous-frame", .forgery, "Announces a frame of 4 GiB.",
      code: [.body("alphas", "writeEverywhere([255, 255, 255, 255, 123])\nreturn []")],
      .loses(Lost.alphas, says: ["the answer cannot be read"])),
    HostileCase(
      "half-a-frame", .forgery, "Announces 1000 bytes, writes ten and waits.",
      code: [
        .body(
          "alphas",
          #"writeEverywhere([232, 3, 0, 0] + Array("{\"number\":".utf8))"#
            + "\nwhile true { sleep(1000) }")
      ],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "frame-drop-by-drop", .forgery, "Writes a frame a byte at a time, for ever.",
      code: [
        .body(
          "alphas",
          """
          writeEverywhere([0, 0, 0, 1])
          while true {
            writeEverywhere([32])
            usleep(10_000)
          }
          """)
      ],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "bottomless-frame", .forgery, "A frame of a million brackets in each other.",
      code: [
        .body(
          "alphas",
          #"""
          writeEverywhere(
            frame("{\"number\":1,\"result\":" + String(repeating: "[", count: 1_000_000)))
          return []
          """#)
      ],
      .loses(Lost.alphas, says: ["the answer cannot be read"])),
    HostileCase(
      "impossible-numbers", .forgery,
      "A frame whose shape, numbers and texts are larger than any number.",
      code: [
        .body(
          "alphas",
          #"""
          writeEverywhere(
            frame(
              "{\"number\":1e999,\"result\":{\"table\":{\"_0\":\"AAAA\"}},\"calls\":[],\"normals\":"
                + "{\"shape\":[9223372036854775807,9223372036854775807,0],\"float32\":\"\"}}"))
          return []
          """#)
      ],
      .loses(Lost.alphas, says: ["the answer cannot be read"])),
    HostileCase(
      "closes-everything", .forgery, "Closes every descriptor.",
      code: [
        .body("alphas", "for descriptor in Int32(0)...1023 { close(descriptor) }\nreturn betas")
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "zeros-for-descriptors", .forgery, "Puts /dev/zero in the place of every descriptor.",
      code: [
        .body(
          "alphas",
          """
          let zero = open("/dev/zero", O_RDWR)
          for descriptor in Int32(0)...255 where descriptor != zero { dup2(zero, descriptor) }
          return betas
          """)
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "reads-the-questions", .forgery,
      "A thread reads the requests away from under the worker's hands.",
      code: [
        .before(
          "alphas",
          """
          for descriptor in Int32(3)...255 where fcntl(descriptor, F_GETFL) & O_ACCMODE == O_RDONLY {
            Thread.detachNewThread {
              var bytes = [UInt8](repeating: 0, count: 1 << 16)
              while read(descriptor, &bytes, bytes.count) > 0 {}
            }
          }
          usleep(50_000)
          """)
      ],
      .losesAtMost(
        Lost.alphas + ["step-2", "step-3"],
        why: """
          thread and worker wait for the same bytes, and the thread may still wait when the next tests ask; a \
          fresh worker is asked again
          """)),
    HostileCase(
      "looks-into-the-oracle", .forgery,
      "Returns the images that it finds in the network by reflection.",
      code: [
        .declarations(
          #"""
          func numbers(in value: Any, named name: String) -> [Float]? {
            for child in Mirror(reflecting: value).children {
              if child.label == name, let found = Mirror(reflecting: child.value).descendant("values")
                as? [Float] { return found }
              if let found = numbers(in: child.value, named: name) { return found }
            }
            return nil
          }
          """#),
        .body(
          "sampleImages",
          """
          guard let known = numbers(in: network, named: "cleanImages") else {
            return Tensor.zeros(shape)
          }
          return Tensor(known, shape: shape).clamped(to: -1...1)
          """),
      ],
      .loses(
        Lost.sampling, why: "the network must have been led down from T to 1"),
      scope: ["hands-on/step-5"]),
  ]
}
