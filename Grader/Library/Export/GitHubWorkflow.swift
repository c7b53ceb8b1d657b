import SubmissionProtocol

/// A workflow for GitHub Actions that grades a folder of submissions.
enum GitHubWorkflow {
  static func text(language: Language) -> String {
    """
    # Made by `grader export github`. For the private repository that holds the package: whoever reads
    # it reads the solutions. Commit archives to submissions/, then start "Grade" under Actions.
    name: Grade

    on:
      workflow_dispatch:
        inputs:
          folder:
            description: The folder with the archives
            default: submissions
            required: true

    permissions:
      contents: read

    jobs:
      grade:
        runs-on: ubuntu-24.04
        container: swift:\(GradescopeAutograder.swiftVersion)-noble
        timeout-minutes: 350
        steps:
          - uses: actions/checkout@v4
          - name: Install what the grader needs
            run: apt-get update -qq && apt-get install -y -qq bubblewrap zlib1g-dev
          - name: Build
            run: swift build --build-tests
          - name: Grade
            env:
              FOLDER: ${{ inputs.folder }}
            run: swift run --skip-build grader grade "$FOLDER" --output reports --language \(language.code)
          - name: Keep the reports
            if: always()
            uses: actions/upload-artifact@v4
            with:
              name: reports
              path: reports
              include-hidden-files: true

    """
  }
}
