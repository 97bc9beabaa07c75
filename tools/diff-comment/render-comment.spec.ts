import { describe, expect, it } from '@jest/globals';
import { readDiff } from './read-diff.ts';
import { MARKER, renderComment, renderSkipped } from './render-comment.ts';

/** As CDK CLI 2.1148.1 prints it with --no-color. */
const PRINTED = `current credentials could not be used to assume 'arn:aws:iam::123456789012:role/cdk-hnb659fds-lookup-role'
Stack picus-pipeline/dev/Service (picus-dev-service)
Resources
[-] AWS::SNS::Topic Gone destroy
[-] AWS::S3::Bucket Kept orphan
[+] AWS::SQS::Queue New New
[~] AWS::IAM::Role Role Role replace
 ├─ [~] RoleName (requires replacement)
 │   ├─ [-] a
 │   └─ [+] \`\`\`b
[~] AWS::ECS::Service Svc Svc
 └─ [~] HealthCheckGracePeriodSeconds
[~] Custom::ShiftedListener Listener Listener may be replaced

Outputs
[~] Output A A: {"Value":"1"} to {"Value":"2"}

Stack picus-pipeline/dev/Data (picus-dev-data)
There were no differences

✨  Number of stacks with differences: 1
`;
const AT = { runUrl: 'https://github.com/example/picus/actions/runs/1' };

describe('what cdk diff prints', () => {
  it('is read stack by stack, with what becomes of each resource', () => {
    const [service, data] = readDiff(PRINTED);
    expect(service?.stack).toBe('picus-dev-service');
    expect(service?.resources.map(({ type, name, kind, fate }) => [type, name, kind, fate])).toEqual([
      ['AWS::SNS::Topic', 'Gone', 'removed', 'deleted'],
      ['AWS::S3::Bucket', 'Kept', 'removed', 'left behind'],
      ['AWS::SQS::Queue', 'New New', 'added', 'stays'],
      ['AWS::IAM::Role', 'Role Role', 'changed', 'replaced'],
      ['AWS::ECS::Service', 'Svc Svc', 'changed', 'stays'],
      ['Custom::ShiftedListener', 'Listener Listener', 'changed', 'may be replaced'],
    ]);
    expect(data).toMatchObject({ stack: 'picus-dev-data', isUnchanged: true });
  });
});

describe('the comment', () => {
  const comment = renderComment(readDiff(PRINTED), AT);

  it('can be found again, and says how much changes', () => {
    expect(comment.startsWith(MARKER)).toBe(true);
    expect(comment).toContain('1 of 2 stacks change.');
    expect(comment).toContain(AT.runUrl);
  });

  it('has what is frozen, and what is lost, above all stacks', () => {
    const [head = ''] = comment.split('<details>');
    expect(head).toMatch(/Frozen resources change.*\n> - `picus-dev-service` `AWS::ECS::Service Svc Svc`\n/);
    expect(head).toContain('`AWS::SNS::Topic Gone`: deleted');
    expect(head).toContain('`AWS::S3::Bucket Kept`: left behind');
    expect(head).toContain('`AWS::IAM::Role Role Role`: replaced');
    expect(head).toContain('`Custom::ShiftedListener Listener Listener`: may be replaced');
    expect(head).not.toContain('AWS::SQS::Queue');
  });

  it('warns of nothing where nothing is lost', () => {
    const harmless = renderComment(readDiff('Stack a\nResources\n[+] AWS::ECS::Service Svc Svc\n'), AT);
    expect(harmless).not.toContain('[!');
  });

  it('hides each stack behind a line, in a fence that nothing in it ends', () => {
    expect(comment).toContain('<summary><code>picus-dev-service</code> 1 added, 3 changed, 2 removed</summary>');
    expect(comment).toMatch(/^````diff$/m);
    expect(comment).not.toContain('<code>picus-dev-data');
  });

  it('is short enough for GitHub, and says where it is cut', () => {
    const long = (stack: string, lines: number) =>
      `Stack ${stack}\nResources\n${'[~] AWS::SQS::Queue Q Q replace\n │ and so on\n'.repeat(lines)}`;
    const big = renderComment(readDiff(long('a', 5000) + long('b', 3) + long('c', 5000)), AT);
    expect(big.length).toBeLessThan(65_536);
    expect(big.match(/… cut here/g)).toHaveLength(2);
    expect(big).toContain('more');
    expect(big).toContain(AT.runUrl);
  });

  it('says why there is none', () => {
    expect(renderSkipped('it needs credentials, and a fork gets none', AT)).toContain(
      `${MARKER}\n### What this changes in AWS\n\nThe diff was skipped: it needs credentials`,
    );
  });
});
