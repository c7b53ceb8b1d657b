/// Bombs and floods. Each calls a success what no limit should have let through.
extension HostileCatalogue {
  static let bombs: [HostileCase] = [
    HostileCase(
      "memory-bomb", .bombs, "Takes and fills memory until there is none.",
      code: [
        .body(
          "alphas",
          """
          for block in 0... {
            guard let memory = malloc(64 << 20) else { fatalError("no memory after all") }
            memset(memory, 1, 64 << 20)
            if block == 96 { escaped("6 GiB filled") }
          }
          return betas
          """)
      ],
      .loses(Lost.alphas, why: "the limit refuses more, or filling it takes too long")),
    HostileCase(
      "memory-reserved", .bombs, "Reserves memory without filling it.",
      code: [
        .body(
          "alphas",
          """
          for block in 0... {
            if malloc(64 << 20) == nil { fatalError("no memory after all") }
            if block == 160 { escaped("10 GiB reserved") }
          }
          return betas
          """)
      ],
      .loses(Lost.alphas, says: ["no memory after all"])),
    HostileCase(
      "memory-by-doubling", .bombs, "Doubles an array until the system refuses.",
      code: [
        .body(
          "alphas",
          """
          var values = betas
          while true {
            values += values
            if values.count > 1 << 30 { escaped("8 GiB in an array") }
          }
          """)
      ],
      .loses(Lost.alphas, why: "the limit refuses more, or filling it takes too long")),
    HostileCase(
      "thread-bomb", .bombs, "Starts threads with tiny stacks until the system refuses.",
      code: [
        .declarations(
          """
          func sleeper(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            while true { sleep(1000) }
          }
          """),
        .before(
          "alphas",
          """
          var attributes = pthread_attr_t()
          pthread_attr_init(&attributes)
          pthread_attr_setstacksize(&attributes, 16_384)
          for count in 0... {
            #if canImport(Darwin)
              var thread: pthread_t?
            #else
              var thread = pthread_t()
            #endif
            if pthread_create(&thread, &attributes, sleeper, nil) != 0 { break }
            if count == 3000 { escaped("3000 threads") }
          }
          """),
      ],
      .fullMarks(why: "the limit refuses the threads, and the answer needs none")),
    HostileCase(
      "fork-bomb", .bombs, "Starts processes that start processes.",
      code: [
        .body(
          "alphas",
          """
          var children = 0
          while true {
            let child = systemFork()
            if child == 0 { children = 0 } else if child > 0 { children += 1 } else { usleep(1000) }
            if children == 2000 { escaped("2000 processes") }
          }
          """)
      ],
      .loses(Lost.alphas, says: ["no answer within"]), needsWalls: true),
    HostileCase(
      "many-processes", .bombs, "Counts how many processes it can start.",
      code: [
        .before(
          "alphas",
          """
          for count in 0... {
            let child = systemFork()
            if child == 0 { while true { sleep(1000) } }
            if child < 0 { break }
            if count == 2000 { escaped("2000 processes") }
          }
          """)
      ],
      .fullMarks(why: "the limit refuses the processes, and the answer needs none"),
      needsWalls: true),
    HostileCase(
      "file-bomb", .bombs, "Writes wherever it may until nothing more is taken.",
      code: [
        .before(
          "alphas",
          """
          signal(SIGXFSZ, SIG_IGN)
          let block = [UInt8](repeating: 1, count: 1 << 20)
          var megabytes = 0
          for folder in ["/tmp", "/dev/shm", "/var/tmp", "/run", ".", NSHomeDirectory(), "{{REPORTS}}"] {
            for number in 0..<100 {
              let file = open("\\(folder)/bomb-\\(number)", O_CREAT | O_WRONLY, 0o600)
              if file < 0 { break }
              let before = megabytes
              while write(file, block, block.count) == block.count {
                megabytes += 1
                if megabytes == 1000 { escaped("1 GB written") }
              }
              close(file)
              if megabytes == before { break }
            }
          }
          """)
      ],
      .fullMarks(why: "what it may write lives in a small memory that ends with it")),
    HostileCase(
      "descriptor-bomb", .bombs, "Opens files until the system refuses, and keeps them.",
      code: [
        .before(
          "alphas",
          """
          for count in 0... {
            if open("/dev/null", O_RDONLY) < 0 { break }
            if count == 5000 { escaped("5000 open files") }
          }
          """)
      ],
      .fullMarks(why: "the worker's own descriptors are open before")),
  ]

  static let floods: [HostileCase] = [
    HostileCase(
      "print-flood", .floods, "Prints 50 MB, and answers rightly.",
      code: [
        .before(
          "alphas",
          #"let line = String(repeating: "x", count: 9_999)"#
            + "\nfor _ in 0..<5_000 { print(line) }"
        )
      ],
      .fullMarks(why: "nobody reads what is printed")),
    HostileCase(
      "error-flood", .floods, "Writes 50 MB to standard error, and answers rightly.",
      code: [
        .before(
          "alphas",
          """
          let line = [UInt8](repeating: 120, count: 10_000)
          for _ in 0..<5_000 { write(2, line, line.count) }
          """)
      ],
      .fullMarks(why: "64 KB of it are kept")),
    HostileCase(
      "error-flood-and-trap", .floods, "Writes 50 MB without a line end, and traps.",
      code: [
        .body(
          "alphas",
          """
          let line = [UInt8](repeating: 120, count: 10_000)
          for _ in 0..<5_000 { write(2, line, line.count) }
          fatalError(String(repeating: "y", count: 1_000_000))
          """)
      ],
      .loses(Lost.alphas, says: ["your code stopped the program"])),
    HostileCase(
      "markup-in-last-words", .floods,
      "Last words made of HTML, terminal escapes, a formula and marks that turn the writing round.",
      code: [
        .body(
          "alphas",
          #"""
          fatalError(
            "<script>alert(1)</script><img src=x onerror=alert(1)>\u{1B}[31m\u{1B}]0;title\u{7}"
              + "\u{202E}=HYPERLINK(\"http://evil\")\r\n=1+1")
          """#)
      ],
      .loses(Lost.alphas, says: ["<script>alert(1)</script>"])),
  ]
}
