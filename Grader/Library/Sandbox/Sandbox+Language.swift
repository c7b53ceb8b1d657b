import SubmissionProtocol

extension Sandbox {
  /// `notice` for reports. Why no stronger level works is in the tools' own words, which are English:
  /// in Korean the terminal alone says it.
  func warning(in language: Language) -> String? {
    guard let notice else { return nil }
    let korean =
      switch level {
      case .bubblewrap:
        "bubblewrap이 제출물을 채점기와 같은 사용자로 실행했습니다. 자세한 이유는 채점기의 출력에 있습니다"
      case .user:
        """
        bubblewrap 대신 권한 없는 사용자로 실행했습니다. 제출물이 네트워크와 이 컴퓨터의 모든 사용자에게 열린 파일을 쓸 \
        수 있었습니다. 자세한 이유는 채점기의 출력에 있습니다
        """
      case .seatbelt: "sandbox-exec에 제약이 있습니다. 자세한 이유는 채점기의 출력에 있습니다"
      case .none:
        """
        샌드박스가 없습니다. 제출물이 자원 제한만 받으며 실행되어, 채점자의 파일을 읽고 네트워크를 쓸 수 있었습니다. 자세한 \
        이유는 채점기의 출력에 있습니다
        """
      }
    return Sentence(english: notice, korean: korean)[language]
  }
}
