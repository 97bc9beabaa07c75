import {
  BatchGetReportGroupsCommand,
  BatchGetReportsCommand,
  CreateReportGroupCommand,
  DeleteReportCommand,
  DeleteReportGroupCommand,
  DescribeTestCasesCommand,
  ListReportGroupsCommand,
  ListReportsCommand,
  ListReportsForReportGroupCommand,
  UpdateReportGroupCommand,
  type ListReportGroupsCommandInput,
  type Build,
} from '@aws-sdk/client-codebuild';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startCodebuild, type CodebuildFixture } from './support/codebuild-fixture.ts';
import { TEST_SCOPE } from './support/gateway.ts';

let codebuild: CodebuildFixture;
beforeEach(async () => {
  codebuild = await startCodebuild();
});
afterEach(() => codebuild.stop());

const ARN = 'arn:aws:codebuild:eu-west-1:111111111111';
const NO_EXPORT = { exportConfig: { exportConfigType: 'NO_EXPORT' } } as const;
const GOOD =
  '<testsuites><testsuite name="sums"><testcase classname="add" name="1 + 1" time="0.5"/></testsuite></testsuites>';
const BAD =
  '<testsuite name="sums"><testcase name="a" time="1"><failure message="no"/></testcase><testcase name="b"/></testsuite>';

const spec = (commands: string[], reports: object, more: object = {}) =>
  JSON.stringify({ version: '0.2', phases: { build: { commands } }, reports, ...more });
const writing = (xml: string, file = 'out/junit.xml') => `mkdir -p out; printf '%s' '${xml}' > ${file}`;

async function build(buildspec: string): Promise<Build> {
  if (!codebuild.builds.projects.list(TEST_SCOPE).length) await codebuild.createProject('picus', buildspec);
  const { id } = await codebuild.startBuild('picus', { buildspecOverride: buildspec });
  return codebuild.ended(id);
}

const logOf = ({ logs }: Build) => codebuild.logOf({ group: logs?.groupName ?? '', stream: logs?.streamName ?? '' });
const reportsOf = async ({ reportArns = [] }: Build) =>
  (await codebuild.client.send(new BatchGetReportsCommand({ reportArns }))).reports ?? [];

describe('a report', () => {
  it('is made in the project’s own group, with its cases', async () => {
    const ended = await build(spec([writing(GOOD)], { unit: { files: ['*.xml'], 'base-directory': 'out' } }));
    expect(ended.buildStatus).toBe('SUCCEEDED');
    const [report, ...others] = await reportsOf(ended);
    const created = new Date(codebuild.clock.now());
    expect(others).toEqual([]);
    expect(report).toEqual({
      arn: `${ARN}:report/picus-unit:${report?.name}`,
      name: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'TEST',
      reportGroupArn: `${ARN}:report-group/picus-unit`,
      executionId: ended.arn,
      status: 'SUCCEEDED',
      created,
      expired: new Date(created.getTime() + 30 * 24 * 60 * 60 * 1000),
      truncated: false,
      ...NO_EXPORT,
      testSummary: {
        total: 1,
        statusCounts: { SUCCEEDED: 1, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 },
        durationInNanoSeconds: 500_000_000,
      },
    });
    const { testCases } = await codebuild.client.send(new DescribeTestCasesCommand({ reportArn: report?.arn }));
    expect(testCases).toEqual([
      {
        reportArn: report?.arn,
        testRawDataPath: 'junit.xml',
        prefix: 'add',
        name: '1 + 1',
        status: 'SUCCEEDED',
        durationInNanoSeconds: 500_000_000,
        message: '',
        expired: report?.expired,
        testSuiteName: 'sums',
      },
    ]);
  });

  it('is made after tests that failed', async () => {
    const ended = await build(spec([writing(BAD), 'false'], { unit: { files: 'out/junit.xml' } }));
    expect(ended.buildStatus).toBe('FAILED');
    const [report] = await reportsOf(ended);
    expect(report).toMatchObject({ status: 'FAILED', testSummary: { total: 2, statusCounts: { FAILED: 1 } } });
    const describeCases = (filter: object) =>
      codebuild.client
        .send(new DescribeTestCasesCommand({ reportArn: report?.arn, filter }))
        .then(({ testCases = [] }) => testCases.map(({ name, message }) => [name, message]));
    expect(await describeCases({ status: 'FAILED' })).toEqual([['a', 'no']]);
    expect(await describeCases({ keyword: 'b' })).toEqual([['b', '']]);
  });

  it('is made although an artifact is missing', async () => {
    const buildspec = spec([writing(BAD)], { unit: { files: 'out/*' } }, { artifacts: { files: ['none'] } });
    await codebuild.createProject('picus', buildspec);
    const started = codebuild.builds.start({
      scope: TEST_SCOPE,
      project: 'picus',
      sources: [],
      environment: {},
      artifactsDirectory: join(codebuild.folder, 'artifacts'),
      initiator: 'codepipeline/picus',
    });
    expect((await started.done).status).toBe('FAILED');
    expect(await reportsOf(await codebuild.get(started.id))).toMatchObject([{ status: 'FAILED' }]);
  });

  it.each<[string, string[], object, string]>([
    ['there are no files', [], { files: ['none.xml'] }, 'report files not found in build'],
    ['there is no directory', [], { files: ['*'], 'base-directory': 'none' }, 'report files not found in build'],
    ['it is no XML', [writing('no')], { files: ['out/*'] }, 'out/junit.xml is no XML'],
    ['it is no JUnit XML', [writing('<coverage/>')], { files: ['out/*'] }, 'out/junit.xml is no JUnit XML'],
    ['it is of another format', [writing(GOOD)], { files: ['out/*'], 'file-format': 'CucumberJson' }, 'recorded only'],
  ])('is incomplete when %s, and fails no build', async (_why, commands, section, line) => {
    const ended = await build(spec(commands, { unit: section }));
    expect([ended.buildStatus, (await reportsOf(ended))[0]?.status]).toEqual(['SUCCEEDED', 'INCOMPLETE']);
    expect(logOf(ended).some((text) => text.includes(line))).toBe(true);
  });

  it('goes to the group that its ARN names, or nowhere', async () => {
    const { reportGroup } = await codebuild.client.send(
      new CreateReportGroupCommand({ name: 'shared', type: 'TEST', ...NO_EXPORT }),
    );
    const section = { files: ['out/*'] };
    const none = `${ARN}:report-group/none`;
    const ended = await build(spec([writing(GOOD)], { [reportGroup?.arn ?? '']: section, [none]: section }));
    expect(ended.reportArns).toEqual([expect.stringContaining(':report/shared:')]);
    expect(logOf(ended)).toContain(`> No report for ${none}: Report group cannot be found: ${none}`);
  });

  it('expires after 30 days', async () => {
    const ended = await build(spec([writing(GOOD)], { unit: { files: ['out/*'] } }));
    await codebuild.clock.advance(30 * 24 * 60 * 60 * 1000 - 1);
    expect(await reportsOf(ended)).toHaveLength(1);
    await codebuild.clock.advance(1);
    expect(await reportsOf(ended)).toEqual([]);
  });
});

describe('report groups', () => {
  it('are made, shown, changed, listed and deleted', async () => {
    const { client } = codebuild;
    const create = (name: string, type: 'TEST' | 'CODE_COVERAGE' = 'TEST') =>
      client.send(new CreateReportGroupCommand({ name, type, ...NO_EXPORT, tags: [{ key: 'a', value: 'b' }] }));
    const { reportGroup } = await create('unit');
    const arn = `${ARN}:report-group/unit`;
    const created = new Date(codebuild.clock.now());
    expect(reportGroup).toEqual({
      arn,
      name: 'unit',
      type: 'TEST',
      ...NO_EXPORT,
      created,
      lastModified: created,
      tags: [{ key: 'a', value: 'b' }],
      status: 'ACTIVE',
    });
    await expect(create('unit')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(create('-')).rejects.toThrow('Invalid report group name');
    await create('coverage', 'CODE_COVERAGE');
    await codebuild.clock.advance(1000);
    await client.send(new UpdateReportGroupCommand({ arn, tags: [] }));
    const found = await client.send(new BatchGetReportGroupsCommand({ reportGroupArns: [arn, `${arn}x`] }));
    expect(found.reportGroups).toMatchObject([{ tags: [], lastModified: new Date(created.getTime() + 1000) }]);
    expect(found.reportGroupsNotFound).toEqual([`${arn}x`]);
    const list = (input: ListReportGroupsCommandInput) =>
      client.send(new ListReportGroupsCommand(input)).then(({ reportGroups = [] }) => reportGroups.map(nameOf));
    expect(await list({})).toEqual(['coverage', 'unit']);
    expect(await list({ sortBy: 'LAST_MODIFIED_TIME', sortOrder: 'DESCENDING' })).toEqual(['unit', 'coverage']);
    const first = await client.send(new ListReportGroupsCommand({ maxResults: 1 }));
    expect(await list({ maxResults: 1, nextToken: first.nextToken })).toEqual(['unit']);
    await client.send(new DeleteReportGroupCommand({ arn }));
    expect(await list({})).toEqual(['coverage']);
  });

  it('refuse an export by name', async () => {
    const exportConfig = { exportConfigType: 'S3', s3Destination: { bucket: 'b' } } as const;
    const creation = codebuild.client.send(new CreateReportGroupCommand({ name: 'unit', type: 'TEST', exportConfig }));
    await expect(creation).rejects.toThrow('The rehearsal does not implement the export of reports to S3.');
  });

  it('list their reports, and go with them only when told to', async () => {
    const { client } = codebuild;
    const reports = { unit: { files: ['out/*'] } };
    const [one] = (await build(spec([writing(GOOD)], reports))).reportArns ?? [];
    const [two] = (await build(spec([writing(BAD)], reports))).reportArns ?? [];
    const reportGroupArn = `${ARN}:report-group/picus-unit`;
    const own = await client.send(new ListReportsForReportGroupCommand({ reportGroupArn, sortOrder: 'ASCENDING' }));
    expect(own.reports).toEqual([one, two]);
    expect((await client.send(new ListReportsCommand({ filter: { status: 'FAILED' } }))).reports).toEqual([two]);
    await client.send(new DeleteReportCommand({ arn: two }));
    expect((await client.send(new ListReportsCommand({}))).reports).toEqual([one]);
    const deletion = (deleteReports: boolean) =>
      client.send(new DeleteReportGroupCommand({ arn: reportGroupArn, deleteReports }));
    await expect(deletion(false)).rejects.toMatchObject({ name: 'InvalidInputException' });
    await deletion(true);
    expect((await client.send(new BatchGetReportsCommand({ reportArns: [one ?? ''] }))).reportsNotFound).toEqual([one]);
    await expect(client.send(new ListReportsForReportGroupCommand({ reportGroupArn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it(`are read by aws codebuild (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    const ended = await build(spec([writing(BAD)], { unit: { files: ['out/*'] } }));
    const [arn = ''] = ended.reportArns ?? [];
    const described = await awsCli(codebuild.gateway, 'codebuild', 'describe-test-cases', `--report-arn=${arn}`);
    expect(described.stderr).toBe('');
    const { testCases } = JSON.parse(described.stdout) as { testCases: { name: string; status: string }[] };
    expect(testCases.map(({ name, status }) => `${name} ${status}`)).toEqual(['a FAILED', 'b SUCCEEDED']);
  });
});

const nameOf = (arn: string) => arn.split('/').at(-1);
