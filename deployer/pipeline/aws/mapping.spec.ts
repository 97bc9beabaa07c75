import { describe, expect, it } from '@jest/globals';
import { describeRevision } from '../pipeline-view.ts';
import { toExecution, toView } from './mapping.ts';
import { refusedBy } from './refusals.ts';

const revisionOf = (revisionSummary: string | undefined) =>
  toExecution({ sourceRevisions: [{ actionName: 'Source', revisionId: 'c0ffee', revisionSummary }] }).revision;

describe('what CodePipeline answers', () => {
  it.each([
    ['{"ProviderType":"GitHub","CommitMessage":"one\\n\\nbody"}', 'one'],
    ['two\nmore', 'two'],
    ['{not json', '{not json'],
    [undefined, ''],
  ])('a commit’s message out of %p', (summary, message) => {
    expect(revisionOf(summary)).toEqual({ id: 'c0ffee', message });
  });

  it('a commit’s id as git shortens it', () => {
    expect(describeRevision({ id: 'a'.repeat(40), message: 'm' })).toBe('aaaaaaa m');
    expect(describeRevision({ id: 'version-1', message: '' })).toBe('version-1');
  });

  it('an older pipeline: one inbound execution, no mode, a closed transition', () => {
    const state = {
      stageStates: [
        {
          stageName: 'Prod',
          inboundExecution: { pipelineExecutionId: 'e-2', status: 'InProgress' as const },
          inboundTransitionState: { enabled: false },
        },
      ],
    };
    expect(toView('picus', state, undefined)).toMatchObject({
      mode: 'SUPERSEDED',
      stages: [{ inbound: ['e-2'], disabled: 'no reason given' }],
    });
  });

  it('what it refuses in words, and nothing else', async () => {
    const named = (name: string) => Object.assign(new Error(name), { name });
    const words = async (name: string, names?: () => Promise<string[]>) =>
      (await refusedBy(named(name), 'picus', names)).message;
    expect(await words('InvalidApprovalTokenException')).toContain('The approval no longer waits');
    expect(await words('ApprovalAlreadyCompletedException')).toContain('Somebody else has decided');
    expect(await words('AccessDeniedException')).toBe('AccessDeniedException');
    expect(await words('PipelineNotFoundException', async () => [])).toContain(', nor any other.');
    expect(await words('PipelineNotFoundException', () => Promise.reject(new Error('denied')))).toBe(
      'There is no pipeline picus in this account and region.',
    );
  });
});
