/// Works and settings that no reader expects. Each takes the place of the first work.
extension HostileCatalogue {
  private static func work(
    _ name: String, _ attack: String, json: HostileContent? = nil, png: HostileContent? = nil,
    loses parts: [String], says: [String] = [], why: String? = nil
  ) -> HostileCase {
    let files = [(json, "json"), (png, "png")].compactMap { content, ending in
      content.map { HostileEdit.file("works/work-1.\(ending)", $0) }
    }
    return HostileCase(
      name, .works, attack, .solution(files),
      .loses(parts.map { "work-1/\($0)" }, says: says, why: why),
      scope: (1...4).map { "text-to-image/work-\($0)" })
  }

  /// What `paint` writes, with other words in places.
  private static func settings(
    prompt: String = "a red circle", steps: String = "25", guidance: String = "3",
    seed: String = "1", weights: String = "0"
  ) -> HostileContent {
    .text(
      """
      {"format":1,"guidance":\(guidance),"negative":"","origin":"paint","project":"1.0.0",
      "prompt":"\(prompt)","scheduler":"multistep","seed":\(seed),"steps":\(steps),"weights":"\(weights)"}
      """)
  }

  private static let all = ["settings", "picture", "prompt"]

  static let works: [HostileCase] = [
    work(
      "work-without-bottom", "Settings of brackets in each other.", json: .repeated("[", 60_000),
      loses: all, says: ["work-1.json"]),
    work(
      "work-of-many-megabytes", "Settings of two megabytes.", json: .repeated("{\"a\":1,", 300_000),
      loses: all, says: ["settings need no more than"]),
    work(
      "work-of-endless-steps", "Settings that would keep the grader painting for years.",
      json: settings(steps: "9000000000000000000"), loses: all, says: ["beyond what"]),
    work(
      "work-beyond-numbers", "A guidance that no type holds.", json: settings(guidance: "1e999"),
      loses: all, says: ["work-1.json"]),
    work(
      "work-of-negative-seed", "A seed below zero.", json: settings(seed: "-1"), loses: all,
      says: ["work-1.json"]),
    work(
      "work-of-other-form", "A form of the future.",
      json: .text(#"{"format":9223372036854775807,"origin":"paint","prompt":"a red circle"}"#),
      loses: all, says: ["this grader reads form 1"]),
    work(
      "work-with-endless-prompt", "A prompt of 50,000 letters.",
      json: settings(prompt: String(repeating: "a", count: 50_000)), loses: all,
      says: ["longer than 1000 characters"]),
    work(
      "work-with-markup", "A prompt that is a page's script.",
      json: settings(prompt: "<script>alert(1)</script><img src=x onerror=alert(1)>"),
      loses: all, says: ["words that the model does not know"],
      why: "the picture is another prompt's"),
    work(
      "work-with-commands-to-a-terminal", "A prompt that clears the screen.",
      json: settings(prompt: "a red \\u001b[2J\\u0007 circle\\u202e"),
      loses: all,
      says: ["does not know: j"],
      why: "2 and j are words there; what is no letter is none, and is not shown"),
    work(
      "work-of-other-weights", "Settings that name other weights.",
      json: settings(weights: "0000000000000000"), loses: ["picture", "prompt"],
      says: ["other weights"]),
    work(
      "work-that-is-no-picture", "A picture that is a page.",
      png: .text("<html><script>alert(1)</script></html>"), loses: ["picture", "prompt"],
      says: ["work-1.png"]),
    work(
      "work-of-a-billion-pixels", "A picture of 30,000 by 30,000 pixels in its header.",
      png: .bytes(
        [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]
          + [0, 0, 117, 48, 0, 0, 117, 48, 8, 2, 0, 0, 0, 0, 0, 0, 0]),
      loses: ["picture", "prompt"], says: ["work-1.png"]),
    work(
      "work-of-another", "The second work's picture beside the first one's settings.",
      png: .reference("works/work-2.png"), loses: ["picture", "prompt"],
      says: ["its settings make another picture"]),
    work(
      "work-made-nowhere", "A picture made elsewhere by no model, of no prompt.",
      json: .text(#"{"format":1,"origin":"elsewhere","prompt":"\\u0000","model":" "}"#),
      loses: ["settings"], says: ["needs its"]),
  ]
}
