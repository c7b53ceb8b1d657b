/// Sources that play tricks with modules, symbols and the compiler.
extension HostileCatalogue {
  static let module: [HostileCase] = [
    HostileCase(
      "declares-main", .module, "Declares a main function of its own.",
      code: [
        .declarations(
          #"@_cdecl("main") public func main(_: Int32, _: UnsafeMutableRawPointer?) -> Int32 { 0 }"#
        )
      ],
      .fullMarks(why: "the worker's main function has been found before the module is loaded")),
    HostileCase(
      "replaces-the-c-library", .module,
      "Declares write, read, exit, malloc and memcmp, which the worker calls.",
      code: [
        .declarations(
          """
          @_cdecl("write") public func evilWrite(_: Int32, _: UnsafeRawPointer?, _: Int) -> Int { -1 }
          @_cdecl("read") public func evilRead(_: Int32, _: UnsafeRawPointer?, _: Int) -> Int { -1 }
          @_cdecl("exit") public func evilExit(_: Int32) {}
          @_cdecl("memcmp") public func evilCompare(
            _: UnsafeRawPointer?, _: UnsafeRawPointer?, _: Int
          ) -> Int32 { 0 }
          """)
      ],
      .fullMarks(why: "a module that is loaded later takes nobody's place")),
    HostileCase(
      "replaces-the-runtime", .module, "Declares functions of Swift's own runtime.",
      code: [
        .declarations(
          #"""
          @_cdecl("swift_retain") public func evilRetain(
            _ object: UnsafeMutableRawPointer?
          ) -> UnsafeMutableRawPointer? { object }
          @_cdecl("swift_release") public func evilRelease(_: UnsafeMutableRawPointer?) {}
          """#)
      ],
      .fullMarks(why: "a module that is loaded later takes nobody's place")),
    HostileCase(
      "calls-the-host", .module, "Calls the worker's main function from inside an answer.",
      code: [
        .body(
          "alphas",
          """
          typealias Main = @convention(c) (Int32, UnsafeMutableRawPointer?) -> Int32
          if let symbol = dlsym(dlopen(nil, RTLD_NOW), "main") {
            _ = unsafeBitCast(symbol, to: Main.self)(0, nil)
          }
          return []
          """)
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "serves-itself", .module, "Imports the worker's module and serves in its place.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            """
            import DiffusionCourse
            import SubmissionWorker
            import Tensors
            extension HandsOn {
              public static func sampleTimesteps(
                count: Int, timesteps: Int, using random: RandomSource
              ) -> [Int] {
                SubmissionWorker.serve(HandsOn.self)
              }
            }
            """))
      ],
      .loses(Lost.timesteps)),
    HostileCase(
      "imports-the-suites", .module, "Imports the modules of the grader and of the suites.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text("import GraderLibrary\nimport HandsOnSolution\nimport HiddenSuites\n"))
      ],
      .loses(Lost.timesteps, says: ["Step2Timesteps.swift does not compile"])),
    HostileCase(
      "redeclares-the-protocol", .module, "Declares a protocol of the course's name.",
      code: [.declarations("public protocol HandsOnAssignment {}")],
      .fullMarks(
        says: ["was left out"],
        why: "the file that does not fit the others is left out, and they are whole without it")),
    HostileCase(
      "redeclares-the-types", .module, "Declares a Tensor and a RandomSource of its own.",
      code: [
        .declarations("public struct Tensor {}\npublic final class RandomSource {}")
      ],
      .fullMarks(
        says: ["was left out"],
        why: "the file that does not fit the others is left out, and they are whole without it")),
    HostileCase(
      "replaces-at-run-time", .module, "Asks for a dynamic replacement of the worker's functions.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            """
            import DiffusionCourse
            import Tensors
            extension RandomSource {
              @_dynamicReplacement(for: normal(shape:))
              public func mine(shape: [Int]) -> Tensor { Tensor.zeros(shape) }
            }
            """))
      ],
      .loses(Lost.timesteps, says: ["Step2Timesteps.swift does not compile"])),
    HostileCase(
      "conforms-what-is-not-its-own", .module,
      "Gives the course's types new conformances and operators.",
      code: [
        .declarations(
          """
          import Tensors
          extension Tensor: @retroactive Equatable {
            public static func == (left: Tensor, right: Tensor) -> Bool { true }
          }
          extension Array where Element == Double {
            public static func == (left: [Double], right: [Double]) -> Bool { true }
          }
          """)
      ],
      .fullMarks(why: "no comparison happens in the worker")),
    HostileCase(
      "names-another-file", .module,
      "Lets an error point at a secret file, hoping that the compiler quotes it.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text("#sourceLocation(file: \"{{SECRET}}\", line: 1)\nlet secret: Int = \"text\"\n"))
      ],
      .loses(Lost.timesteps)),
    HostileCase(
      "blames-another-file", .module, "Lets an error point at a file that is right.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            "#sourceLocation(file: \"Step5ReverseProcess.swift\", line: 1)\nlet n: Int = \"text\"\n"
          ))
      ],
      .loses(Lost.timesteps, why: "each file is tried by itself where an error names no file")),
    HostileCase(
      "options-in-comments", .module, "Comments and names that look like options.",
      code: [
        .file(
          "Assignments/HandsOn/-Xcc -include {{SECRET}}.swift",
          .text("// swiftlint:disable all -Xfrontend -load-plugin-library /tmp/evil.so\n")),
        .file("Assignments/HandsOn/@response.swift", .text("// -o /tmp/evil\n")),
        .file("Assignments/HandsOn/a'b\"c$(touch evil)`d`.swift", .text("// quotes\n")),
      ],
      .fullMarks(why: "names are made safe before any program sees them")),
  ]

  static let compiler: [HostileCase] = [
    HostileCase(
      "exponential-types", .compiler, "An expression whose types take for ever to find.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            "let a = "
              + (1...40).map { "-(1 + \($0) * 2.5 - [1, \($0)].count)" }
              .joined(separator: " + ") + " ?? \"x\"\n"))
      ],
      .loses(Lost.timesteps, says: ["Step2Timesteps.swift does not compile"])),
    HostileCase(
      "enormous-literal", .compiler, "An array of 150,000 numbers of mixed types.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            "let table: [Any] = [" + String(repeating: "1,2.5,", count: 75_000) + "0]\n"))
      ],
      .loses(Lost.timesteps)),
    HostileCase(
      "deep-nesting", .compiler, "Brackets, closures and types a hundred thousand deep.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            "let n = " + String(repeating: "(", count: 100_000) + "1"
              + String(repeating: ")", count: 100_000) + "\n"
              + "let o: " + String(repeating: "[", count: 100_000) + "Int"
              + String(repeating: "]", count: 100_000) + " = []\n"))
      ],
      .loses(Lost.timesteps, says: ["Step2Timesteps.swift"])),
    HostileCase(
      "doubling-types", .compiler, "A type that doubles forty times.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            "struct S0 { var a = 1; var b = 2 }\n"
              + (1...40).map { "struct S\($0) { var a = S\($0 - 1)(); var b = S\($0 - 1)() }\n" }
              .joined() + "let whole = S40()\n"))
      ],
      .loses(Lost.timesteps)),
    HostileCase(
      "gigantic-global", .compiler, "A global of 64 GiB.",
      code: [
        .declarations(
          """
          nonisolated(unsafe) var whole = InlineArray<8_589_934_592, Int>(repeating: 1)
          """),
        .before("alphas", "whole[0] = 2"),
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "endless-generics", .compiler, "A generic function that needs itself for ever larger types.",
      code: [
        .declarations(
          """
          @inline(__always) func grow<T>(_ value: T, _ depth: Int) -> Int {
            depth == 0 ? MemoryLayout<T>.size : grow((value, value), depth - 1)
          }
          """),
        .body("alphas", "return [Double(grow(betas[0], Int(betas.count) * 20))]"),
      ],
      .loses(Lost.alphas)),
    HostileCase(
      "source-of-two-megabytes", .compiler, "A source larger than any that was asked for.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .repeated("// a comment that says nothing\n", 70_000))
      ],
      .loses(Lost.timesteps, says: ["larger than 1 MiB"])),
    HostileCase(
      "a-thousand-sources", .compiler, "A thousand files beside those that were asked for.",
      code: (0..<1000).map {
        .file("Assignments/HandsOn/More/Zfile\($0).swift", .text("func more\($0)() {}\n"))
      },
      .fullMarks(says: ["was left out"])),
  ]

  private static let korean = "\u{D655}\u{C0B0}"
  private static let decomposedKorean = "\u{1112}\u{116A}\u{11A8}\u{1109}\u{1161}\u{11AB}"

  static let sources: [HostileCase] = [
    HostileCase(
      "carriage-returns", .sources, "Sources with the line ends of Windows.",
      code: [.carriageReturns], .fullMarks()),
    HostileCase(
      "byte-order-marks", .sources, "Sources that begin with a mark of their byte order.",
      code: [.byteOrderMarks], .fullMarks()),
    HostileCase(
      "utf-16-source", .sources, "A source in UTF-16.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .bytes([0xff, 0xfe] + "let a = 1\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
      ],
      .loses(Lost.timesteps, says: ["Step2Timesteps.swift"])),
    HostileCase(
      "broken-utf-8-source", .sources, "A source that is no text.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .bytes((0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }))
      ],
      .loses(Lost.timesteps, says: ["Step2Timesteps.swift"])),
    HostileCase(
      "korean-names-composed", .sources, "A helper file with a Korean name, composed.",
      code: [
        .file("Assignments/HandsOn/\(korean).swift", .text("// \(korean)\nlet \(korean) = 1\n"))
      ], .fullMarks()),
    HostileCase(
      "korean-names-decomposed", .sources, "A helper file with a Korean name, as macOS packs it.",
      code: [
        .file(
          "Assignments/HandsOn/\(decomposedKorean).swift", .text("let \(korean) = 1\n"))
      ], .fullMarks()),
    HostileCase(
      "korean-top-folder", .sources, "A top folder with a Korean name, as macOS packs it.",
      code: [.topFolder(decomposedKorean)], .fullMarks(says: ["found in the archive's folder"])),
    HostileCase(
      "no-top-folder", .sources, "An archive without a top folder.", code: [.topFolder("")],
      .fullMarks()),
    HostileCase(
      "deep-top-folder", .sources, "The submission lies six folders deep.",
      code: [.topFolder("Users/kim/Desktop/hw/hw (1)/diffusion")],
      .fullMarks(says: ["found in the archive's folder"])),
    HostileCase(
      "litter-of-macos", .sources, "The files that macOS packs beside each file.",
      code: [
        .file("__MACOSX/Assignments/HandsOn/._Step1Alpha.swift", .bytes([0, 5, 22, 7])),
        .file("Assignments/HandsOn/._Step1Alpha.swift", .bytes([0, 5, 22, 7])),
        .file("Assignments/HandsOn/.DS_Store", .bytes([0, 0, 0, 1])),
        .file("Assignments/HandsOn/.hidden.swift", .text("let x: Int = \"\"")),
      ], .fullMarks()),
    HostileCase(
      "package-and-plugins", .sources, "A Package.swift and plugins that would run at build time.",
      code: [
        .file("Package.swift", .text("import Foundation\nfatalError(\"built\")\n")),
        .file(
          "Assignments/HandsOn/Package.swift", .text("import Foundation\nfatalError(\"built\")\n")),
        .file("Plugins/Evil/plugin.swift", .text("fatalError()")),
        .file(".build/debug/grader", .text("#!/bin/sh\n")),
      ], .fullMarks(says: ["Package.swift is not part of the assignment"])),
  ]
}
