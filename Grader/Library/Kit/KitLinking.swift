import Foundation

extension Kit {
  /// The command that links a submission's object into a library that the kit's worker loads.
  ///
  /// What the object takes from the kit's modules stays open: the worker has it.
  func linkCommand(object: String, library: String) -> [String] {
    let throughCompiler = [compiler, "-emit-library", "-o", library, object]
    #if canImport(Darwin)
      return throughCompiler + ["-Xlinker", "-undefined", "-Xlinker", "dynamic_lookup"]
        + (systemKit.map { ["-sdk", $0] } ?? [])
    #else
      // The linker alone takes a tenth of the time of the compiler's way to it.
      guard let runtime, isFile(runtime.linker), isFile(runtime.registration) else {
        return throughCompiler
      }
      return [
        runtime.linker, "-shared", "-o", library, object, runtime.registration, "--as-needed",
        "-rpath", runtime.folder, "-L", runtime.folder,
      ] + runtime.libraries + Kit.staticParts
    #endif
  }

  #if !canImport(Darwin)
    /// The few functions of the C library, such as `atexit`, that each library has a copy of.
    private static let staticParts = [
      "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
    ].map { "\($0)/libc_nonshared.a" }.filter(isFile).prefix(1)

    private struct Runtime {
      var linker: String
      /// Tells the runtime about the types in a library.
      var registration: String
      var folder: String
      /// All that a submission may import; those it does not use are left out of the library.
      var libraries: [String]
    }

    private var runtime: Runtime? {
      let programs = URL(fileURLWithPath: compiler).deletingLastPathComponent()
      let folder = programs.deletingLastPathComponent().appendingPathComponent("lib/swift/linux")
        .path
      #if arch(x86_64)
        let architecture = "x86_64"
      #elseif arch(arm64)
        let architecture = "aarch64"
      #else
        return nil
      #endif
      let libraries = namesInFolder(folder).filter {
        $0.hasPrefix("lib") && $0.hasSuffix(".so") && !$0.contains("Test")
      }
      return Runtime(
        linker: programs.appendingPathComponent("ld.lld").path,
        registration: "\(folder)/\(architecture)/swiftrt.o", folder: folder,
        libraries: libraries.map { "-l" + $0.dropFirst(3).dropLast(3) })
    }
  #endif
}
