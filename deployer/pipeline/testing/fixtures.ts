import type { ActionRun, ActionView, Execution, PipelineView, StageView } from '../pipeline-view.ts';

/** When fixtures are looked at. Epoch milliseconds. */
export const AT = 1_800_000_000_000;
const COMMIT = 'c0ffee1c0ffee1c0ffee1c0ffee1c0ffee1c0ffe';

export const execution = (overrides: Partial<Execution> = {}): Execution => ({
  id: 'e-1',
  status: 'InProgress',
  startedAt: AT - 60_000,
  updatedAt: AT,
  mode: 'SUPERSEDED',
  revision: { id: COMMIT, message: 'one' },
  trigger: 'WebhookV2',
  stopReason: undefined,
  ...overrides,
});

export const run = (overrides: Partial<ActionRun> = {}): ActionRun => ({
  id: `${overrides.stage ?? 'Build'}.${overrides.action ?? 'Synth'}`,
  stage: 'Build',
  action: 'Synth',
  category: 'Build',
  provider: 'CodeBuild',
  status: 'InProgress',
  startedAt: AT - 30_000,
  updatedAt: AT,
  externalId: 'synth:1',
  url: undefined,
  summary: undefined,
  error: undefined,
  by: undefined,
  token: undefined,
  comment: undefined,
  ...overrides,
});

export const approvalRun = (overrides: Partial<ActionRun> = {}): ActionRun =>
  run({
    id: 'Prod.Approve',
    stage: 'Prod',
    action: 'Approve',
    category: 'Approval',
    provider: 'Manual',
    externalId: undefined,
    comment: 'Release to prod',
    token: 'token-1',
    ...overrides,
  });

const actionOf = (of: ActionRun | string): ActionView => {
  if (typeof of === 'string')
    return { name: of, category: '', provider: '', comment: undefined, notifies: undefined, run: undefined };
  const { action: name, category, provider, comment } = of;
  return { name, category, provider, comment, notifies: undefined, run: of };
};

export const stage = (
  name: string,
  actions: (ActionRun | string)[],
  overrides: Partial<StageView> = {},
): StageView => ({
  name,
  status: undefined,
  executionId: undefined,
  inbound: [],
  disabled: undefined,
  actions: actions.map(actionOf),
  ...overrides,
});

export const view = (overrides: Partial<PipelineView> = {}): PipelineView => ({
  name: 'picus',
  version: 3,
  mode: 'SUPERSEDED',
  stages: [stage('Build', ['Synth']), stage('Prod', ['Approve'])],
  ...overrides,
});

/** A pipeline in which an execution waits for its approval. */
export const waitingView = (overrides: Partial<PipelineView> = {}): PipelineView =>
  view({
    stages: [
      stage('Build', [run({ status: 'Succeeded' })], { status: 'Succeeded', executionId: 'e-1' }),
      stage('Prod', [approvalRun({ startedAt: undefined, updatedAt: AT - 120_000 })], {
        status: 'InProgress',
        executionId: 'e-1',
      }),
    ],
    ...overrides,
  });
