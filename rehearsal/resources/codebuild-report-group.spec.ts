import { describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { testResults } from '../domain/build/test-report.ts';
import { Reports } from '../runtime/builds/reports.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { codebuildReportGroupProvider } from './codebuild-report-group.ts';

const context: ResourceContext = {
  scope: { account: '111111111111', region: 'eu-west-1' },
  stackName: 'picus-pipeline',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-pipeline/1',
  logicalId: 'UnitTests',
  stackTags: { app: 'picus' },
  token: 't',
  signal: new AbortController().signal,
};

function provided() {
  const reports = new Reports({ clock: new ManualClock(), ids: randomIds });
  return { reports, provider: codebuildReportGroupProvider({ builds: { reports }, ids: randomIds }) };
}

const wanted = { Type: 'TEST', ExportConfig: { ExportConfigType: 'NO_EXPORT' } };

describe('AWS::CodeBuild::ReportGroup', () => {
  it('creates, updates and goes', async () => {
    const { reports, provider } = provided();
    const state = await provider.create(wanted, context);
    expect(state.physicalId).toMatch(
      /^arn:aws:codebuild:eu-west-1:111111111111:report-group\/picus-pipeline-UnitTests-[A-Z0-9]{12}$/,
    );
    expect(state.attributes).toEqual({ Arn: state.physicalId });
    const tagged = { ...wanted, Tags: [{ Key: 'env', Value: 'dev' }] };
    expect(await provider.update(state, tagged, wanted, context)).toEqual(state);
    expect(reports.groups(context.scope)).toMatchObject([{ type: 'TEST', tags: { app: 'picus', env: 'dev' } }]);
    await provider.delete(state, tagged, context);
    await provider.delete(state, tagged, context);
    expect(reports.groups(context.scope)).toEqual([]);
  });

  it('goes with its reports only when the template says so', async () => {
    const { reports, provider } = provided();
    const state = await provider.create({ ...wanted, Name: 'unit' }, context);
    reports.add(reports.group(context.scope, state.physicalId), 'arn:aws:codebuild:x:y:build/b', testResults([], true));
    await expect(provider.delete(state, wanted, context)).rejects.toThrow('has reports');
    await provider.delete(state, { ...wanted, DeleteReports: 'true' }, context);
    expect(reports.reports(context.scope)).toEqual([]);
  });

  it.each<[string, object]>([
    ['Type OTHER', { Type: 'OTHER' }],
    ['ExportConfig.ExportConfigType S3', { ExportConfig: { ExportConfigType: 'S3' } }],
  ])('refuses %s by name', async (what, more) => {
    const { provider } = provided();
    await expect(provider.create({ ...wanted, ...more }, context)).rejects.toThrow(
      `The rehearsal does not implement ${what} of AWS::CodeBuild::ReportGroup.`,
    );
  });
});
