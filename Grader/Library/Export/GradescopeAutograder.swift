import Foundation
import SubmissionProtocol

/// The zip that Gradescope builds an autograder from: `setup.sh`, `run_autograder`, and the package.
enum GradescopeAutograder {
  /// What of the package the autograder needs: all that `Package.swift` names.
  private static let parts = [
    "Package.swift", "LICENSE", "CollectSubmission.sh", "Sources", "Assignments", "Solutions",
    "Grader", "Tests",
  ]

  static func archive(
    of location: PackageLocation, language: Language
  ) throws(GraderError) -> [UInt8] {
    var files: [String: [UInt8]] = [
      "setup.sh": Array(setup.utf8), "run_autograder": Array(run(language).utf8),
    ]
    var programs: Set = ["setup.sh", "run_autograder"]
    for part in parts {
      try add("\(location.root)/\(part)", as: "package/\(part)", to: &files, &programs)
    }
    return ZipWriter.archive(of: files, programs: programs)
  }

  private static func add(
    _ path: String, as name: String, to files: inout [String: [UInt8]],
    _ programs: inout Set<String>
  ) throws(GraderError) {
    if isFolder(path) {
      for child in namesInFolder(path)
      where !child.hasPrefix(".") && !child.hasSuffix(".pyc") && child != "__pycache__" {
        try add("\(path)/\(child)", as: "\(name)/\(child)", to: &files, &programs)
      }
    } else if isFile(path) {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw .unreadable(path: path, reason: "it cannot be read")
      }
      files[name] = Array(data)
      if FileManager.default.isExecutableFile(atPath: path) { programs.insert(name) }
    } else if !name.hasSuffix("/LICENSE") {
      throw .unreadable(path: path, reason: "it is part of the package, and not there")
    }
  }

  /// The Swift that other systems are told to take: the one that the package is tested with.
  static let swiftVersion = "6.3.1"

  /// Run once, as root, when the autograder is built: Ubuntu 22.04.
  static let setup = """
    #!/usr/bin/env bash
    # Made by `grader export gradescope`. Installs Swift and builds the grader.
    set -euo pipefail
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq binutils bubblewrap ca-certificates curl git libc6-dev libcurl4-openssl-dev \\
      libedit2 libgcc-11-dev libpython3-dev libsqlite3-0 libstdc++-11-dev libxml2-dev libz3-dev \\
      pkg-config tzdata unzip zlib1g-dev

    # An image that has Swift 6 keeps its own.
    if command -v swift >/dev/null; then
      programs="$(dirname "$(readlink -f "$(command -v swift)")")"
    else
      version=\(swiftVersion)
      # shellcheck source=/dev/null
      . /etc/os-release
      case "$(uname -m)" in aarch64) suffix=-aarch64 ;; *) suffix= ;; esac
      name="swift-$version-RELEASE-ubuntu$VERSION_ID$suffix"
      curl --fail --silent --show-error --location --retry 3 \\
        "https://download.swift.org/swift-$version-release/ubuntu${VERSION_ID/./}$suffix/swift-$version-RELEASE/$name.tar.gz" \\
        | tar -xz -C /opt
      programs="/opt/$name/usr/bin"
    fi
    echo "export PATH=$programs:\\$PATH" >/autograder/swift-path

    # A processor of any kind may grade what another one built.
    export PATH="$programs:$PATH" DIFFUSION_PROCESSOR=x86-64-v3
    cd /autograder/source/package
    swift build --build-tests
    # The kit that submissions are compiled against, once for all of them.
    swift run --skip-build grader demo --output /tmp/demo

    """

  /// Run for each submission.
  static func run(_ language: Language) -> String {
    """
    #!/usr/bin/env bash
    # Made by `grader export gradescope`. Grades /autograder/submission.
    set -uo pipefail
    # shellcheck source=/dev/null
    . /autograder/swift-path
    export DIFFUSION_PROCESSOR=x86-64-v3
    work="$(mktemp -d)"
    results=/autograder/results/results.json
    fail() {
      printf '{"output": "The autograder failed: %s. Please tell your teaching assistant.", "tests": []}\\n' \\
        "$1" >"$results"
      exit 0
    }

    # An archive that was uploaded as it is; files that Gradescope has unpacked are packed again.
    cd /autograder/submission || fail "there is no submission"
    archive="$(find . -maxdepth 1 -type f \\( -name '*.tar.gz' -o -name '*.tgz' -o -name '*.zip' \\) | head -n 1)"
    if [ -n "$archive" ]; then
      cp "$archive" "$work/"
    else
      tar -czf "$work/submission.tar.gz" --exclude=./.git . || fail "the submission cannot be packed"
    fi

    cd /autograder/source/package || fail "the package is not there"
    swift run --skip-build grader grade "$work" --output "$work/reports" --jobs 1 --language \(language.code) \\
      >"$work/log" 2>&1
    status=$?
    tail -n 40 "$work/log"
    [ "$status" -lt 2 ] || fail "exit code $status"
    found="$(find "$work/reports" -mindepth 2 -maxdepth 2 -name results.json -not -path '*/.grader/*' | head -n 1)"
    [ -n "$found" ] || fail "no results were written"
    cp "$found" "$results"
    rm -rf "$work"

    """
  }
}
