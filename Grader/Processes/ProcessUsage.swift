import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What some processes use at a moment.
struct ProcessUsage {
  var residentBytes = 0
  /// Processes and threads.
  var tasks = 0
  var processes: Set<pid_t> = []
  /// Files without a name that were counted, by device and number.
  private var files: Set<[UInt64]> = []
}

#if canImport(Glibc)
  extension ProcessUsage {
    /// A process and all that descend from it, as /proc shows them. Those in a process namespace of
    /// their own are seen too; those whose parents have gone are not, unless the namespace's first
    /// process took them in.
    ///
    /// - Parameter most: Stops once there are more tasks than this.
    init(ofTree root: pid_t, most: Int) {
      var waiting = [root]
      while let process = waiting.popLast(), tasks <= most {
        guard processes.insert(process).inserted else { continue }
        let folder = "/proc/\(process)/task"
        let threads = names(in: folder)
        tasks += threads.count
        addMemory(of: process)
        for thread in threads {
          waiting += numbers(in: contents(of: "\(folder)/\(thread)/children"))
        }
      }
    }

    /// Adds what runs as a user, wherever it came from.
    mutating func add(processesOf user: UInt32, most: Int) {
      for name in names(in: "/proc") {
        guard tasks <= most, let process = pid_t(name), !processes.contains(process),
          ProcessUsage.user(of: process) == user
        else { continue }
        processes.insert(process)
        tasks += names(in: "/proc/\(process)/task").count
        addMemory(of: process)
      }
    }

    /// Resident pages, and open files without a name: those live in memory (`memfd_create`), or are
    /// to be found nowhere else.
    private mutating func addMemory(of process: pid_t) {
      residentBytes += ProcessUsage.residentBytes(of: process)
      let folder = "/proc/\(process)/fd"
      for name in names(in: folder) {
        var status = stat()
        guard stat("\(folder)/\(name)", &status) == 0, status.st_nlink == 0,
          status.st_mode & S_IFMT == S_IFREG,
          files.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
        else { continue }
        residentBytes += Int(status.st_blocks) * 512
      }
    }

    static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

    /// Processor time of a process and of its children that have ended and were waited for.
    static func processorTicks(of process: pid_t) -> Int {
      // User and system, own and children's: fields 14 to 17, 12 behind the state.
      let fields = statusFields("/proc/\(process)/stat")
      guard fields.count > 14 else { return 0 }
      return fields[11...14].compactMap { Int(String(decoding: $0, as: UTF8.self)) }.reduce(0, +)
    }

    /// Whether any thread of a process runs, waits for a processor (R) or for a disk (D).
    static func isBusy(_ process: pid_t) -> Bool {
      let folder = "/proc/\(process)/task"
      return names(in: folder).contains { thread in
        let state = statusFields("\(folder)/\(thread)/stat").first?.first
        return state == UInt8(ascii: "R") || state == UInt8(ascii: "D")
      }
    }

    /// The fields of a `stat` file from the third, the state, on. The second is the program's name,
    /// in parentheses, with whatever its author liked in it.
    private static func statusFields(_ path: String) -> [ArraySlice<UInt8>] {
      let bytes = contents(of: path)
      guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return [] }
      return bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
    }

    fileprivate static func residentBytes(of process: pid_t) -> Int {
      let fields = numbers(in: contents(of: "/proc/\(process)/statm"))
      return fields.count > 1 ? Int(fields[1]) * pageSize : 0
    }

    /// Whether it is stopped, dead or gone.
    static func isResting(_ process: pid_t) -> Bool {
      // "12 (name) S 1 …"; the name may hold anything.
      let line = contents(of: "/proc/\(process)/stat")
      guard let end = line.lastIndex(of: UInt8(ascii: ")")), end + 2 < line.count else {
        return true
      }
      return "TtZXx".utf8.contains(line[end + 2])
    }

    /// The real user: a process may hide the owner of its folder in /proc, not this.
    fileprivate static func user(of process: pid_t) -> UInt32? {
      let status = String(decoding: contents(of: "/proc/\(process)/status"), as: UTF8.self)
      guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Uid:") })
      else { return nil }
      return line.dropFirst(4).split(separator: "\t").first.flatMap { UInt32($0) }
    }
  }

  /// Whoever has a process on this machine, dead ones that are not reaped included.
  public func usersOfProcesses() -> Set<UInt32> {
    Set(names(in: "/proc").compactMap { pid_t($0) }.compactMap(ProcessUsage.user))
  }

  private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// The whole numbers among words parted by white space.
  private func numbers(in text: [UInt8]) -> [pid_t] {
    text.split(whereSeparator: { $0 <= 32 }).compactMap {
      pid_t(String(decoding: $0, as: UTF8.self))
    }
  }

  /// Empty where the process has gone.
  private func contents(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { _ = systemClose(descriptor) }
    var bytes: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 16) { buffer in
      while true {
        let count = systemRead(descriptor, buffer.baseAddress!, buffer.count)
        guard count > 0 else { return }
        bytes.append(contentsOf: buffer[..<count])
      }
    }
    return bytes
  }

  private func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
#else
  /// Not known here: no program runs as another user on macOS.
  public func usersOfProcesses() -> Set<UInt32> { [] }
#endif
