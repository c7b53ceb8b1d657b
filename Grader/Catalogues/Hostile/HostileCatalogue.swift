/// Submissions that attack the grader: every way that we know of, each with the outcome that it
/// must have.
public enum HostileCatalogue {
  public static let cases: [HostileCase] =
    stops + hangs + bombs + floods + forgery + reading + network + processes + module
    + compiler + sources + archives + answers + results + works + words

  /// The tests that the functions of the hands-on are needed for.
  enum Lost {
    static let alphas = ["step-1/testAlphaIsOneMinusBeta", "step-1/testTablesReachFromZeroToT"]
    static let everything = ["step-1", "step-2", "step-3", "step-4", "step-5"]
    static let everythingButCounts =
      ["step-1", "step-3", "step-4", "step-5"]
      + [
        "StaysWithinOneToT", "ReachesBothEnds", "IsUniform", "DrawsAreIndependentOfEachOther",
        "WorksForASingleTimestep", "UsesTheGivenRandomSource",
      ].map { "step-2/test\($0)" }
    /// Step 4 draws its timesteps by step 2.
    static let timesteps = ["step-2", "step-4"]
    static let sampling = [
      "step-5/testSamplingVisitsEveryTimestepFromPureNoise",
      "step-5/testSamplingFollowsTheChosenProcess",
      "step-5/testSamplingFindsTheImagesThatTheNetworkKnows",
    ]
    /// Each process has a part in the tests of sampling.
    static let ddpmStep =
      [
        "step-5/testDDPMStepHasTheRightMean", "step-5/testDDPMStepAddsFreshNoiseOfTheRightSize",
        "step-5/testDDPMLastStepAddsNoNoise", "step-5/testStepsAgreeWithDiffusers",
      ] + sampling
    static let ddimStep =
      [
        "step-5/testDDIMWithoutNoiseIsDeterministic", "step-5/testDDIMAddsNoiseOfDeviationSigma",
        "step-5/testDDIMWithEtaOneIsDDPM", "step-5/testStepsAgreeWithDiffusers",
      ] + sampling
  }

  /// The solution's own words of `alphas`, for code that does something else first.
  static let honestAlphas = "return betas.map { beta in 1 - beta }"
}
