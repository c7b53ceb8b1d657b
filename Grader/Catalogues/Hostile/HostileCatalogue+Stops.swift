/// Ends, traps, endless loops.
extension HostileCatalogue {
  static let stops: [HostileCase] = [
    HostileCase(
      "exit-in-first-call", .stops, "Ends the process with success instead of answering.",
      code: [.body("alphas", "exit(0)")],
      .loses(Lost.alphas, says: ["ended the whole program with exit code 0"])),
    HostileCase(
      "exit-in-later-call", .stops, "Ends the process from the second call of a function on.",
      code: [
        .declarations("nonisolated(unsafe) var callsSoFar = 0"),
        .before("alphaBars", "callsSoFar += 1\nif callsSoFar == 2 { exit(0) }"),
      ],
      .fullMarks(
        why: "a worker that breaks after it has answered is replaced and asked again, and the "
          + "answers are right")),
    HostileCase(
      "exit-without-cleaning-up", .stops, "Leaves by _exit in the training step.",
      code: [.body("trainingLoss", "_exit(42)")],
      .loses(["step-4"], says: ["exit code 42"])),
    HostileCase(
      "exit-in-deinit", .stops, "An object that goes out of scope ends the process.",
      code: [
        .declarations("final class Mine { deinit { exit(3) } }"),
        .before("sampleTimesteps", "do { let mine = Mine(); _ = ObjectIdentifier(mine) }"),
      ],
      .loses(Lost.timesteps, says: ["exit code 3"])),
    HostileCase(
      "exit-handler-that-stays", .stops, "A handler of exit() never returns.",
      code: [
        .declarations(
          """
          @_silgen_name("__cxa_atexit") func atEnd(
            _: @convention(c) (UnsafeMutableRawPointer?) -> Void, _: Int, _: Int
          ) -> Int32
          """),
        .before("alphas", "_ = atEnd({ _ in while true { sleep(1) } }, 0, 0)"),
      ],
      .fullMarks(why: "the worker is killed when nobody needs it any more")),
    HostileCase(
      "exit-a-moment-later", .stops, "A thread ends the process while another function is asked.",
      code: [
        .before("alphas", "Thread.detachNewThread { usleep(300_000); exit(5) }")
      ],
      .fullMarks(
        why: "no function pays for what another left behind: a fresh worker is asked again")),
    HostileCase(
      "exit-at-load", .stops, "Code that runs as the module is loaded ends the process.",
      code: [
        .declarations(
          """
          @section(".init_array") @used
          let atLoad: @convention(c) () -> Void = { exit(0) }
          """)
      ],
      .loses(Lost.everything, says: ["exit code 0"])),
    HostileCase(
      "trap-at-load", .stops, "Code that runs as the module is loaded traps.",
      code: [
        .declarations(
          """
          @section(".init_array") @used
          let atLoad: @convention(c) () -> Void = { fatalError("not today") }
          """)
      ],
      .loses(Lost.everything, says: ["not today"])),
    HostileCase(
      "trap-in-a-global", .stops, "The initial value of a global traps.",
      code: [
        .declarations("let table: [Double] = Array([1.0, 2.0][5...])"),
        .before("alphas", "if table.isEmpty { return [] }"),
      ],
      .loses(Lost.alphas, says: ["your code stopped the program"])),
    HostileCase(
      "index-out-of-range", .stops, "An array is read behind its end.",
      code: [.body("alphaBars", "return [alphas[alphas.count]]")],
      .loses(
        [
          "step-1/testTablesReachFromZeroToT", "step-1/testAlphaBarIsTheRunningProduct",
          "step-1/testAlphaBarAgreesWithNumPyOverAThousandSteps",
        ], says: ["Index out of range"])),
    HostileCase(
      "posing-as-unwritten", .stops, "A trap in the words of a stub.",
      code: [.body("alphas", #"fatalError("TODO 1: I was ill")"#)],
      .loses(Lost.alphas, says: ["not implemented: TODO 1: I was ill"])),
    HostileCase(
      "segmentation-fault", .stops, "Writes to an address that is not mapped.",
      code: [
        .body(
          "alphas",
          "UnsafeMutablePointer<Int>(bitPattern: 8)!.pointee = betas.count\nreturn betas")
      ],
      .loses(Lost.alphas, says: ["signal 11"])),
    HostileCase(
      "endless-recursion", .stops, "A function calls itself until the stack is full.",
      code: [
        .declarations(
          "func deeper(_ n: Double) -> Double { n < 0 ? n : deeper(n + 1).squareRoot() + n }"),
        .body("alphas", "return [deeper(Double(betas.count))]"),
      ],
      .loses(Lost.alphas, says: ["endless recursion"])),
    HostileCase(
      "kills-itself", .stops, "Sends itself the signal that nobody can catch.",
      code: [.body("alphas", "kill(getpid(), SIGKILL)\nreturn betas")],
      .loses(Lost.alphas, says: ["signal 9"])),
    HostileCase(
      "becomes-another-program", .stops, "Replaces the worker by another program.",
      code: [
        .body(
          "alphas",
          """
          var arguments = [strdup("true"), nil]
          execv("/bin/true", &arguments)
          return betas
          """)
      ],
      .loses(Lost.alphas, says: ["exit code 0"])),
  ]

  static let hangs: [HostileCase] = [
    HostileCase(
      "endless-loop", .hangs, "A loop that never ends.",
      code: [
        .body("alphas", "var sum = 0.0\nwhile sum >= 0 { sum += betas[0] }\nreturn [sum]")
      ],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "endless-sleep", .hangs, "Sleeps, which costs no processor time.",
      code: [.body("alphas", "while true { sleep(1000) }")],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "deaf-to-signals", .hangs, "Ignores every signal that can be ignored, and loops.",
      code: [
        .body(
          "alphas",
          """
          for number in Int32(1)...31 { signal(number, SIG_IGN) }
          while true { usleep(1000) }
          """)
      ],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "stops-itself", .hangs, "Suspends its own process.",
      code: [.body("alphas", "kill(getpid(), SIGSTOP)\nreturn []")],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "deadlock", .hangs, "Waits for a lock that it holds.",
      code: [.body("alphas", "let lock = NSLock()\nlock.lock()\nlock.lock()\nreturn betas")],
      .loses(Lost.alphas, says: ["no answer within"])),
    HostileCase(
      "busy-threads", .hangs, "Two threads compute for ever while the answers are right.",
      code: [
        .before(
          "alphas",
          "for _ in 0..<2 { Thread.detachNewThread { var n = 0; while n >= 0 { n = (n + 1) % 97 } } }"
        )
      ],
      .fullMarks(why: "they end with the worker")),
    HostileCase(
      "hangs-at-load", .hangs, "Code that runs as the module is loaded never returns.",
      code: [
        .declarations(
          """
          @section(".init_array") @used
          let atLoad: @convention(c) () -> Void = { while true { sleep(1000) } }
          """)
      ],
      .loses(["step-1"], says: ["no answer within"]), scope: ["hands-on/step-1"]),
  ]
}
