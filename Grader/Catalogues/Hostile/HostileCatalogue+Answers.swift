/// Answers and results that no reader expects.
extension HostileCatalogue {
  /// Every function of the hands-on returns something of one kind.
  private static func everywhere(
    tables: String, timesteps: String, tensors: String
  ) -> [HostileEdit] {
    [
      .body("alphas", "let count = betas.count\nreturn \(tables)"),
      .body("alphaBars", "let count = alphas.count\nreturn \(tables)"),
      .body("sampleTimesteps", "return \(timesteps)"),
      .body(
        "noiseImages",
        "let shape = images.shape\nlet answer: Tensor = \(tensors)\nreturn (answer, answer)"),
      .body("trainingLoss", "let shape = images.shape\nreturn \(tensors)"),
      .body("ddpmStep", "let shape = noisyImages.shape\nreturn \(tensors)"),
      .body("ddimStep", "let shape = noisyImages.shape\nreturn \(tensors)"),
      .body("sampleImages", "return \(tensors)"),
    ]
  }

  static let answers: [HostileCase] = [
    HostileCase(
      "not-a-number", .answers, "Every number is not a number.",
      code: everywhere(
        tables: "Array(repeating: .nan, count: count)",
        timesteps: "Array(repeating: .min, count: count)",
        tensors: "Tensor.filled(.nan, shape: shape)"),
      .loses(
        Lost.everythingButCounts, says: ["is nan"],
        why: "as many timesteps as asked is all that is right")),
    HostileCase(
      "infinite-numbers", .answers, "Every number is infinite.",
      code: everywhere(
        tables: "Array(repeating: .infinity, count: count)",
        timesteps: "Array(repeating: .max, count: count)",
        tensors: "Tensor.filled(.infinity, shape: shape)"),
      .loses(
        Lost.everythingButCounts, says: ["is inf"],
        why: "as many timesteps as asked is all that is right")),
    HostileCase(
      "largest-numbers", .answers, "Every number is the largest that there is, by turns negative.",
      code: everywhere(
        tables: "(0..<count).map { Double.greatestFiniteMagnitude * ($0 % 2 == 0 ? 1 : -1) }",
        timesteps: "(0..<count).map { $0 % 2 == 0 ? .max : .min }",
        tensors: "Tensor.filled(.greatestFiniteMagnitude, shape: shape)"),
      .loses(
        Lost.everythingButCounts.filter { $0 != "step-3" } + [
          "step-3/testScalesEachImageByTheRootOfItsAlphaBar",
          "step-3/testScalesTheNoiseByTheRootOfOneMinusAlphaBar",
          "step-3/testReturnsTheNoiseThatWentIn",
          "step-3/testNoiseIsStandardNormalAndFreshForEachPixel",
          "step-3/testNoiseComesFromTheGivenRandomSource",
        ], why: "the number of timesteps and the shapes are right")),
    HostileCase(
      "empty-answers", .answers, "Every array and tensor is empty.",
      code: everywhere(tables: "[]", timesteps: "[]", tensors: "Tensor([], shape: [0])"),
      .loses(Lost.everything, says: ["shape [0]"])),
    HostileCase(
      "wrong-shapes", .answers, "Every tensor has another shape, every table another length.",
      code: everywhere(
        tables: "Array(repeating: 0.5, count: count + 1)",
        timesteps: "Array(repeating: 1, count: count + 1)", tensors: "Tensor.zeros([3, 0, 1 << 40])"
      ),
      .loses(
        Lost.everything.filter { $0 != "step-2" } + [
          "step-2/testReturnsAsManyAsAsked", "step-2/testReachesBothEnds", "step-2/testIsUniform",
          "step-2/testDrawsAreIndependentOfEachOther", "step-2/testWorksForASingleTimestep",
          "step-2/testUsesTheGivenRandomSource",
        ], says: ["shape [3, 0, 1099511627776]"])),
    HostileCase(
      "ten-thousand-axes", .answers, "Tensors of one number and ten thousand axes.",
      code: [
        .body(
          "noiseImages",
          "let answer = Tensor([1], shape: Array(repeating: 1, count: 10_000))\n"
            + "return (answer, answer)")
      ],
      .loses(["step-3"]), scope: ["hands-on/step-3"]),
    HostileCase(
      "enormous-answers", .answers, "Tables of 16 MB, and of more than any frame may hold.",
      code: [
        .body("alphas", "return Array(repeating: 0.5, count: 2_000_000)"),
        .body("alphaBars", "return Array(repeating: 0.5, count: 7_000_000)"),
      ],
      .loses(["step-1"], says: ["2000000 entries"]), scope: ["hands-on/step-1"]),
    HostileCase(
      "too-many-timesteps", .answers, "A hundred thousand timesteps where one was asked for.",
      code: [.body("sampleTimesteps", "return Array(repeating: .max, count: 100_000)")],
      .loses(["step-2"]), scope: ["hands-on/step-2"]),
    HostileCase(
      "asks-the-network-for-ever", .answers,
      "Calls the network until nothing more can be recorded.",
      code: [
        .body(
          "trainingLoss",
          """
          while true {
            _ = network.predict(images, at: Array(repeating: 1, count: images.shape[0]))
          }
          """)
      ],
      .loses(["step-4"], says: ["far more than it can need"])),
    HostileCase(
      "odd-questions-to-the-network", .answers,
      "Asks the network with empty, misshapen and enormous arguments, and returns the right images.",
      code: [
        .before(
          "sampleImages",
          """
          _ = network.predict(Tensor([], shape: [0]), at: [], labels: [.max])
          _ = network.predict(Tensor(.nan), at: [.min, .max], labels: nil)
          _ = network.predict(Tensor.zeros([2, 0, 1 << 40]), at: [1, 1], labels: [])
          """)
      ],
      .loses(
        Array(Lost.sampling.prefix(2)),
        why: "the states are not those of a reverse process; the images are right")),
    HostileCase(
      "unequal-tables", .answers, "Eight tables of eight lengths, and samples without an end.",
      code: [
        .body("betaSchedule", "return [.nan, .infinity, -.infinity]"),
        .body(
          "scheduleTables",
          """
          ScheduleTables(
            beta: [], sqrtBeta: [1], alpha: [1, 2], alphaBar: betas, sqrtAlphaBar: [.nan],
            oneOverSqrtAlpha: betas + betas, sqrtOneMinusAlphaBar: [],
            betaOverSqrtOneMinusAlphaBar: [.infinity])
          """),
        .body("loss", "return Tensor.zeros([0])"),
        .body(
          "sample",
          """
          SampledImages(
            images: Tensor(.nan), labels: [.max, .min],
            states: Array(repeating: Tensor([], shape: [0]), count: 20_000))
          """),
      ],
      .loses(["beta-schedule", "schedule-tables", "loss", "sampling"]),
      scope: [
        "image-generation/beta-schedule", "image-generation/schedule-tables",
        "image-generation/loss", "image-generation/sampling",
      ]),
  ]

  // MARK: Results

  private static let folder = "results_epsilon_linear"
  private static let run = "run-epsilon-linear"

  private static func result(
    _ name: String, _ attack: String, _ file: String, _ content: HostileContent,
    loses parts: [String], says: [String] = []
  ) -> HostileCase {
    HostileCase(
      name, .results, attack, .solution([.file("\(folder)/\(file)", content)]),
      parts.isEmpty ? .fullMarks(says: says) : .loses(parts.map { "\(run)/\($0)" }, says: says),
      scope: ["image-generation/\(run)"])
  }

  private static func safetensors(_ header: String, data: Int = 64) -> HostileContent {
    let text = Array(header.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return .bytes(length + text + [UInt8](repeating: 0, count: data))
  }

  private static func npy(_ header: String, data: Int = 400_000) -> HostileContent {
    let text = Array((header + "\n").utf8)
    return .bytes(
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
        + [UInt8](repeating: 0, count: data))
  }

  /// A broken checkpoint, large enough that nothing but its reader can object: a file too small for the
  /// network that run.json names is refused unread.
  private static func checkpoint(
    _ name: String, _ attack: String, _ content: (_ bytes: Int) -> HostileContent
  ) -> HostileCase {
    result(
      name, attack, "model.safetensors", content(2_000_000), loses: ["model", "denoising"],
      says: ["not a usable safetensors file"])
  }

  static let results: [HostileCase] = [
    checkpoint("checkpoint-with-huge-header", "A header of 2⁶³ bytes.") {
      .bytes([0, 0, 0, 0, 0, 0, 0, 128] + [UInt8](repeating: 32, count: $0))
    },
    checkpoint("checkpoint-with-negative-places", "Data that begin before the file.") {
      safetensors(#"{"a":{"dtype":"F16","shape":[4],"data_offsets":[-8,0]}}"#, data: $0)
    },
    checkpoint("checkpoint-that-overlaps", "Two tensors in one place.") {
      safetensors(
        #"{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"#
          + #""b":{"dtype":"F16","shape":[4],"data_offsets":[4,12]}}"#, data: $0)
    },
    checkpoint("checkpoint-larger-than-memory", "A tensor of 2⁶² numbers.") {
      safetensors(
        #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,64]}}"#, data: $0)
    },
    checkpoint("checkpoint-without-bottom", "Brackets in each other, 200,000 deep.") {
      safetensors(String(repeating: #"{"a":["#, count: 100_000), data: $0)
    },
    result(
      "samples-of-objects", "An array of Python objects, which a careless reader would run.",
      "samples.npy",
      npy("{'descr': '|O', 'fortran_order': False, 'shape': (100, 1, 28, 28), }"),
      loses: ["samples"]),
    result(
      "samples-larger-than-memory", "A shape whose product is no number.", "samples.npy",
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4, 28, 28), }"),
      loses: ["samples"]),
    result(
      "samples-of-negative-shape", "A shape below zero.", "samples.npy",
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-100, -1, 28, 28), }"),
      loses: ["samples"]),
    result(
      "samples-in-columns", "An array in Fortran's order.", "samples.npy",
      npy("{'descr': '<f4', 'fortran_order': True, 'shape': (100, 1, 28, 28), }"),
      loses: ["samples"]),
    result(
      "samples-by-code", "A header that is a program.", "samples.npy",
      npy("__import__('os').system('touch /tmp/evil')"), loses: ["samples"]),
    result(
      "samples-cut-short", "Half of the samples.", "samples.npy",
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (100, 1, 28, 28), }", data: 100_000),
      loses: ["samples"]),
    result(
      "record-without-bottom", "A run.json of brackets in each other.", "run.json",
      .repeated("[", 500_000), loses: ["settings", "model", "denoising"], says: ["run.json is not"]),
    result(
      "record-of-huge-numbers", "A network of 10¹⁸ features.", "run.json",
      .text(record(features: "1000000000000000000")), loses: ["settings", "model", "denoising"]),
    result(
      "record-beyond-numbers", "Numbers that no type holds.", "run.json",
      .text(record(features: "1e999")), loses: ["settings", "model", "denoising"]),
    result(
      "record-with-repeated-keys", "Every key twice, the second time with markup.", "run.json",
      .text(
        #"{"run":{"settings":{"features":8}},"run":"<img src=x onerror=alert(1)>"}"#),
      loses: ["settings", "model", "denoising"]),
    result(
      "losses-of-formulas", "A table of losses for a spreadsheet to run.", "loss.csv",
      .text("step,loss\n" + String(repeating: "1,=cmd|' /C calc'!A0\n", count: 10)),
      loses: ["loss"], says: ["no finite loss"]),
    result(
      "losses-without-end", "One line of 17 MB.", "loss.csv", .repeated("loss,1e999", 1_700_000),
      loses: ["loss"], says: ["larger than 1 MiB"]),
    result(
      "picture-of-four-billion-pixels", "A PNG that says it is 65,535 pixels wide and high.",
      "samples.png",
      .bytes(
        [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] + Array("IHDR".utf8)
          + [0, 0, 255, 255, 0, 0, 255, 255, 8, 6, 0, 0, 0, 0, 0, 0, 0]), loses: []),
  ]

  private static func record(features: String) -> String {
    """
    {"loss":0.02,"parameters":104609,"run":{"data":"MNIST","dataFingerprint":"3604c3750b7f7b14",
    "images":18000,"prediction":"epsilon","schedule":"linear","seed":1,"settings":{
    "averageDecay":0.999,"batchSize":64,"beta1":0.0005,"beta2":0.1,"epochs":20,
    "features":\(features),"guidance":2,"labelDropout":0.1,"learningRate":0.002,"timesteps":200}},
    "sampleSeed":2,"seconds":521.0,"steps":5620,"version":"1.0.0"}
    """
  }
}
