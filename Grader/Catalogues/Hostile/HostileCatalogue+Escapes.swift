/// Attempts to see, reach or outlive what is outside. Each calls a success by `escaped`; the answers
/// are right, so that full marks mean that the attack came to nothing.
extension HostileCatalogue {
  private static func attempt(
    _ name: String, _ group: HostileCase.Group, _ attack: String, _ code: String,
    needsWalls: Bool = false
  ) -> HostileCase {
    HostileCase(
      name, group, attack, code: [.before("alphas", code)], .fullMarks(), needsWalls: needsWalls)
  }

  static let reading: [HostileCase] = [
    attempt(
      "reads-a-secret", .reading, "Reads a file of the grader's user.",
      #"if let text = contents("{{SECRET}}") { escaped(text) }"#),
    attempt(
      "reads-another-submission", .reading, "Reads the archive of another student.",
      #"if contents("{{OTHER_ARCHIVE}}") != nil { escaped("another submission") }"#),
    attempt(
      "reads-the-suites", .reading, "Reads hidden suites, fixtures, solutions and the rubric.",
      """
      for path in [
        "Grader/rubric.json", "Grader/HiddenSuites/HandsOnStep1Tests.swift",
        "Grader/HiddenSuites/Fixtures/tables.json", "Solutions/HandsOn/Step5ReverseProcess.swift",
        "Package.swift",
      ] {
        if contents("{{PACKAGE}}/\\(path)") != nil { escaped(path) }
      }
      if contents("{{BUNDLE}}") != nil { escaped("the bundle") }
      """),
    attempt(
      "searches-the-disk", .reading,
      "Searches every folder that it can list for rubrics, suites and archives.",
      """
      var folders = ["/"]
      var seen = 0
      while let folder = folders.popLast(), seen < 20_000 {
        for name in names(folder) {
          seen += 1
          let path = folder == "/" ? "/" + name : folder + "/" + name
          if name == "rubric.json" || name == "HiddenSuites" || name.hasSuffix(".tar.gz")
            || name == "secret.txt"
          {
            escaped(path)
          }
          var status = stat()
          if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            !["/proc", "/sys", "/usr", "/dev"].contains(path)
          {
            folders.append(path)
          }
        }
      }
      """),
    attempt(
      "reads-the-home-folder", .reading, "Lists the home folders and reads the keys in them.",
      """
      for home in ["{{HOME}}", "/root", "/home"] where !names(home).isEmpty {
        escaped("\\(home): \\(names(home))")
      }
      for path in ["/etc/shadow", "/root/.ssh/id_ed25519", "/root/.bash_history"] {
        if contents(path) != nil { escaped(path) }
      }
      """),
    attempt(
      "reads-the-environment", .reading,
      "Looks for the grader's variables in its own environment and in that of every process.",
      """
      if getenv("{{VARIABLE}}") != nil { escaped("a variable of the grader") }
      for process in names("/proc") + ["self"] {
        if contents("/proc/\\(process)/environ")?.contains("{{VARIABLE}}") == true {
          escaped("the environment of process \\(process)")
        }
      }
      for name in ["GRADER_RECORDS", "GRADER_WORKER_HANDS_ON", "GITHUB_TOKEN", "SSH_AUTH_SOCK"] {
        if getenv(name) != nil { escaped(name) }
      }
      """),
    attempt(
      "reads-other-processes", .reading,
      "Looks for the suites and the grader among the processes and in their memory.",
      """
      for process in names("/proc") where Int32(process) != nil && Int32(process) != getpid() {
        for file in ["cmdline", "maps"] {
          let text = contents("/proc/\\(process)/\\(file)") ?? ""
          if text.contains("xctest") || text.contains("HiddenSuites") || text.contains(".tar.gz") {
            escaped("\\(file) of process \\(process)")
          }
        }
      }
      for path in ["/proc/{{PROCESS}}/cmdline", "/proc/{{PROCESS}}/root{{SECRET}}"] {
        if let text = contents(path), text.contains("grader") || text.contains("secret") {
          escaped(path)
        }
      }
      for process in ["1", "{{PROCESS}}", "\\(getppid())"] where process != "\\(getpid())" {
        let memory = open("/proc/\\(process)/mem", O_RDWR)
        if memory >= 0, contents("/proc/\\(process)/maps")?.contains("grader") == true {
          escaped("the memory of process \\(process)")
        }
      }
      """),
    attempt(
      "reads-through-descriptors", .reading,
      "Looks behind every descriptor, and behind the root of every process, for files.",
      """
      for process in names("/proc") where Int32(process) != nil {
        if contents("/proc/\\(process)/root{{SECRET}}") != nil { escaped("a root") }
        if contents("/proc/\\(process)/cwd/Package.swift") != nil { escaped("a working folder") }
      }
      for descriptor in 3...255 {
        if let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/\\(descriptor)"), target.hasSuffix(".jsonl") || target.hasSuffix(".gz")
        {
          escaped(target)
        }
      }
      """),
    attempt(
      "writes-the-kit", .reading, "Changes what the next submission is compiled against.",
      """
      for path in ["libKit.a", "libKit.so", "Modules/Tensors.swiftmodule", "ready", "new"] {
        let file = open("{{KIT}}/\\(path)", O_RDWR | (path == "new" ? O_CREAT : 0), 0o600)
        if file >= 0 { escaped("{{KIT}}/\\(path)") }
      }
      for path in names("{{KIT}}") where unlink("{{KIT}}/\\(path)") == 0 { escaped(path) }
      """),
    attempt(
      "writes-the-reports", .reading, "Writes points for itself into reports and records.",
      """
      for folder in ["{{REPORTS}}", "{{REPORTS}}/2000-00666", "{{TEMPORARY}}", "{{PACKAGE}}"] {
        let file = open("\\(folder)/results.json", O_CREAT | O_WRONLY, 0o600)
        if file >= 0 { escaped("\\(folder)/results.json") }
        // On the way to its own files a program may see folders, with nothing but that way in them.
        if names(folder).count > 1 { escaped("\\(folder): \\(names(folder))") }
      }
      """),
    attempt(
      "links-to-a-secret", .reading,
      "Makes links to a secret wherever it may write, and reads through them.",
      """
      for folder in ["/tmp", ".", "/dev/shm", NSHomeDirectory()] {
        if symlink("{{SECRET}}", "\\(folder)/a") == 0, contents("\\(folder)/a") != nil {
          escaped("through a link in \\(folder)")
        }
        if link("{{SECRET}}", "\\(folder)/b") == 0 { escaped("a hard link in \\(folder)") }
      }
      """),
    attempt(
      "climbs-out", .reading,
      "Tries to get more rights: a new root, mounts, devices, a namespace of its own.",
      """
      if chroot("/proc/1/root") == 0, contents("{{SECRET}}") != nil { escaped("a new root") }
      if chdir("/proc/1/cwd") == 0, contents("Package.swift") != nil { escaped("its folder") }
      if mknod("/tmp/disk", S_IFBLK | 0o600, 0x0801) == 0, contents("/tmp/disk") != nil {
        escaped("a disk")
      }
      typealias Unshare = @convention(c) (Int32) -> Int32
      if let symbol = dlsym(nil, "unshare"),
        unsafeBitCast(symbol, to: Unshare.self)(0x1002_0000) == 0
      {
        typealias Mount =
          @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, UInt,
            UnsafeRawPointer?
          ) -> Int32
        let mount = unsafeBitCast(dlsym(nil, "mount"), to: Mount.self)
        _ = mount("proc", "/proc", "proc", 0, nil)
        if contents("{{SECRET}}") != nil || contents("/proc/{{PROCESS}}/root{{SECRET}}") != nil {
          escaped("a namespace of its own")
        }
      }
      for path in ["/dev/mem", "/dev/kmem", "/dev/sda", "/dev/vda", "/proc/kcore"] {
        if contents(path) != nil { escaped(path) }
      }
      """),
    attempt(
      "raises-its-limits", .reading, "Asks for more of what it was given.",
      """
      #if canImport(Glibc)
        for resource in [RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE] {
          var limit = rlimit()
          getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
          if limit.rlim_max == rlim_t.max { continue }
          limit.rlim_max += 1
          limit.rlim_cur = limit.rlim_max
          if setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 {
            escaped("a limit")
          }
        }
      #endif
      """),
  ]

  static let network: [HostileCase] = [
    attempt(
      "tcp-to-this-machine", .network, "Connects to a server on this machine.",
      connection(port: "TCP_PORT", kind: "SOCK_STREAM")),
    attempt(
      "udp-to-this-machine", .network, "Sends what it knows in a datagram.",
      connection(port: "UDP_PORT", kind: "SOCK_DGRAM")),
    attempt(
      "resolves-a-name", .network, "Asks for the address of a host.",
      """
      var answer: UnsafeMutablePointer<addrinfo>?
      if getaddrinfo("example.com", "80", nil, &answer) == 0 { escaped("example.com") }
      """),
    attempt(
      "unix-socket", .network, "Connects to a socket in the file system.",
      unixConnection("{{SOCKET}}", abstract: false)),
    attempt(
      "abstract-socket", .network, "Connects to a socket that has no place in the file system.",
      unixConnection("{{ABSTRACT_SOCKET}}", abstract: true)),
    attempt(
      "raw-socket", .network, "Opens sockets below TCP and UDP.",
      """
      let packets = socket(17, 3, 0x300)
      if packets >= 0 {
        var name = [CChar](repeating: 0, count: 40)
        for (index, character) in "eth0".utf8.enumerated() { name[index] = CChar(character) }
        if setsockopt(packets, SOL_SOCKET, 25, &name, 40) == 0 { escaped("the card eth0") }
      }
      """),
  ]

  private static func connection(port: String, kind: String) -> String {
    """
    #if canImport(Glibc)
      let connection = socket(AF_INET, Int32(\(kind).rawValue), 0)
    #else
      let connection = socket(AF_INET, \(kind), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16({{\(port)}}).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(connection, $0, size) }
    }
    if status == 0, send(connection, "ESCAPED", 7, 0) == 7, "\(port)" == "TCP_PORT" {
      escaped("a connection")
    }
    """
  }

  private static func unixConnection(_ path: String, abstract: Bool) -> String {
    """
    #if canImport(Glibc)
      let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let connection = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("\(path)".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { target in
      for (index, byte) in path.enumerated() { target[index + \(abstract ? 1 : 0)] = byte }
    }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + path.count + 1)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(connection, $0, size) }
    }
    if status == 0 { escaped("a connection") }
    """
  }

  static let processes: [HostileCase] = [
    HostileCase(
      "kills-everything", .processes, "Sends the deadly signal to every process that it can see.",
      code: [
        .body(
          "alphas",
          """
          kill({{PROCESS}}, SIGKILL)
          kill(getppid(), SIGKILL)
          for process in names("/proc").compactMap(Int32.init) where process != getpid() {
            kill(process, SIGKILL)
          }
          kill(-1, SIGKILL)
          return []
          """)
      ],
      .loses(Lost.alphas), needsWalls: true),
    attempt(
      "traces-the-grader", .processes, "Attaches to its parents as a debugger.",
      """
      for process in [Int({{PROCESS}}), Int(getppid()), 1] where process != Int(getpid()) {
        if systemTrace(16, process, 0, 0) == 0, process == Int({{PROCESS}}) {
          escaped("traces \\(process)")
        }
      }
      """, needsWalls: true),
    attempt(
      "leaves-a-daemon", .processes,
      "Leaves a process behind that has left the group, the session and its parents.",
      """
      if systemFork() == 0 {
        setsid()
        if systemFork() == 0 {
          for number in Int32(1)...31 { signal(number, SIG_IGN) }
          while true { sleep(1000) }
        }
        _exit(0)
      }
      """, needsWalls: true),
    attempt(
      "leaves-another-program", .processes,
      "Leaves another program behind that holds every descriptor open.",
      """
      if systemFork() == 0 {
        setsid()
        for descriptor in Int32(0)...255 {
          _ = fcntl(descriptor, F_SETFD, 0)
        }
        var arguments = ["sh", "-c", "sleep 1000; :", "{{TEMPORARY}}"].map { (text: String) in
          strdup(text)
        } + [nil]
        execv("/bin/sh", &arguments)
        _exit(0)
      }
      """, needsWalls: true),
  ]
}
