"""The submissions that all graders get: one correct, eight hostile ones in the first function.

Python for the peers, Swift for us, as alike as the languages allow. Each hostile function does its
harm and, unless it is meant to be wrong, returns the right answer, so that the points say what the
grader made of the harm.
"""

CASES = {
    "correct": "a correct submission",
    "exit": "`_exit(0)` in a function",
    "loop": "an endless loop",
    "tests": "reads the hidden tests",
    "solution": "reads the instructor's solution",
    "patch": "wrong everywhere, patches the comparison",
    "socket": "opens a socket to this machine",
    "memory": "allocates 8 GiB",
    "print": "prints 50 MB",
}

# In the peers' hidden tests and in their instructor's solution; a submission that finds it has read them.
TEST_MARK = "HIDDEN-TEST-5f1d"
SOLUTION_MARK = "INSTRUCTOR-SOLUTION-77c0"

SOLUTION = {
    "alphas": "def alphas(betas):\n    return [1 - beta for beta in betas]\n",
    "alpha_bars": (
        "def alpha_bars(alphas):\n    bars = [1.0]\n    for alpha in alphas[1:]:\n"
        "        bars.append(bars[-1] * alpha)\n    return bars\n"),
    "noise_image": (
        "def noise_image(image, noise, bar):\n"
        "    return [math.sqrt(bar) * x + math.sqrt(1 - bar) * e for x, e in zip(image, noise)]\n"),
}

# Six hidden tests: the function, and what must hold. They compare with math.isclose.
TESTS = [
    ("alphas", "all(math.isclose(a, e) for a, e in zip(alphas([0, 0.1, 0.2]), [1, 0.9, 0.8]))"),
    ("alphas", "math.isclose(len(alphas([0] * 5)), 5)"),
    ("alpha_bars", "all(math.isclose(a, e) for a, e in zip(alpha_bars([1, 0.5, 0.5]), [1, 0.5, 0.25]))"),
    ("alpha_bars", "math.isclose(len(alpha_bars([1] * 7)), 7)"),
    ("noise_image", "math.isclose(noise_image([1], [2], 0.64)[0], 0.8 + 0.6 * 2)"),
    ("noise_image", "math.isclose(noise_image([3], [5], 1)[0], 3)"),
]

_SEARCH = '''
    import os
    folder = os.getcwd()
    seen = 0
    for _ in range(4):
        for place, _, names in os.walk(folder):
            for name in names:
                seen += 1
                if seen > 5000 or not name.endswith((".py", ".ipynb", ".json")):
                    continue
                try:
                    text = open(os.path.join(place, name), errors="replace").read()
                except OSError:
                    continue
                # In two pieces, or this file would find itself.
                if "{first}" + "{second}" in text:
                    with open("{leak}", "a") as leak:
                        leak.write(os.path.join(place, name) + "\\n")
        folder = os.path.dirname(folder)
        if folder in ("/", "/tmp"):
            break
'''


def _search(mark, leak):
    return _SEARCH.format(first=mark[:8], second=mark[8:], leak=leak)


def python(case, leak, port):
    """The three functions as one text.

    leak: a file that takes down what was read; port: where a listener waits.
    """
    harm = {
        "correct": "",
        "exit": "    import os\n    os._exit(0)\n",
        "loop": "    while True:\n        pass\n",
        "tests": _search(TEST_MARK, leak),
        "solution": _search(SOLUTION_MARK, leak),
        "patch": "    return [0] * len(betas)\n",
        "socket": (
            f"    import socket\n    socket.create_connection(('127.0.0.1', {port}), 5)"
            ".sendall(b'hello')\n"),
        "memory": "    block = bytearray(8 << 30)\n    assert len(block) == 8 << 30\n",
        "print": "    for _ in range(50):\n        print('x' * 1_000_000)\n",
    }[case]
    parts = dict(SOLUTION)
    head, body = parts["alphas"].split("\n", 1)
    parts["alphas"] = f"{head}\n{harm}{body}"
    if case == "patch":
        parts["alpha_bars"] = "def alpha_bars(alphas):\n    return [0] * len(alphas)\n"
        parts["noise_image"] = "def noise_image(image, noise, bar):\n    return [0] * len(image)\n"
    patch = "math.isclose = lambda *a, **k: True\n" if case == "patch" else ""
    return f"import math\n{patch}\n" + "\n".join(parts.values())


def swift(case, root, port):
    """Our Step1Alpha.swift: `alphas` does the harm. root: the package's folder, which a submission
    cannot know; here it is told."""
    def read(path):
        return (f'if FileManager.default.contents(atPath: "{root}/{path}") != nil '
                '{ fatalError("LEAKED") }')
    harm = {
        "correct": "",
        "exit": "_exit(0)",
        "loop": "while betas.count >= 0 { _ = getpid() }",
        "tests": read("Grader/HiddenSuites/HandsOnStep1Tests.swift"),
        "solution": read("Solutions/HandsOn/Step1Alpha.swift"),
        "patch": "",
        "socket": f"""
            let descriptor = socket(AF_INET, SOCK_STREAM_VALUE, 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t({port}).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7f000001).bigEndian
            _ = withUnsafePointer(to: &address) {{
              $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {{
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
              }}
            }}
            _ = write(descriptor, "hello", 5)""",
        "memory": """
            let block = UnsafeMutableRawPointer.allocate(byteCount: 8 << 30, alignment: 16)
            block.storeBytes(of: 1, as: UInt8.self)
            precondition(block.load(as: UInt8.self) == 1)""",
        "print": 'for _ in 0..<50 { print(String(repeating: "x", count: 1_000_000)) }',
    }[case]
    answer = "[Double](repeating: 0, count: betas.count)" if case == "patch" else "betas.map { 1 - $0 }"
    bars = (
        "return [Double](repeating: 0, count: alphas.count)" if case == "patch" else
        "var bars = [1.0]\n    for alpha in alphas.dropFirst() { bars.append(bars.last! * alpha) }\n"
        "    return bars")
    patches = "" if case != "patch" else """
        func == (left: [Double], right: [Double]) -> Bool { true }
        func <= (left: Double, right: Double) -> Bool { true }
        func abs(_ value: Double) -> Double { 0 }
        @_cdecl("fabs") public func patchedFabs(_ value: Double) -> Double { 0 }
        """
    return f"""
import DiffusionCourse
import Foundation
#if canImport(Glibc)
  import Glibc
  let SOCK_STREAM_VALUE = Int32(SOCK_STREAM.rawValue)
#else
  let SOCK_STREAM_VALUE = SOCK_STREAM
#endif
{patches}
extension HandsOn {{
  public static func alphas(betas: [Double]) -> [Double] {{
    {harm}
    return {answer}
  }}

  public static func alphaBars(alphas: [Double]) -> [Double] {{
    {bars}
  }}
}}
"""
