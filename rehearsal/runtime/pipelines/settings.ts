/** What is unknown of CodePipeline, or long: as settings. Durations are simulated. */
export interface PipelineSettings {
  /** How long an approval waits for its answer when the action says nothing. Source: user guide, quotas: seven days. */
  approvalMinutes: number;
  /** Whether an update that changes the stages cancels what runs. Reported of self-mutating pipelines (aws-cdk #23835). */
  updateCancels: boolean;
}

export const defaultPipelineSettings: PipelineSettings = { approvalMinutes: 7 * 24 * 60, updateCancels: true };

/** For docs/fidelity.md: one sentence each. */
export const unverifiedPipelineSettings: Readonly<Record<keyof PipelineSettings, string>> = {
  approvalMinutes: 'An approval runs out after seven days of the rehearsal’s scaled time.',
  updateCancels:
    'An update that changes any stage cancels every execution that runs or waits, in whatever stage it is (in the mode PARALLEL none); actions under way end by themselves.',
};
