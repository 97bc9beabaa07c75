import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImages } from '../../infra/config/base-images.ts';
import { withConfiguration } from '../support/with-configuration.ts';
import { cdkContext, committedAssembly, ROOT } from './assembly.ts';
import { onlyOne, templateOf, text } from './resources.ts';

describe('a synthesis for a real account', () => {
  it('is refused until the bases are pinned, with the lines and the command', () => {
    const unpinned = baseImages(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')).filter(({ digest }) => !digest);
    const { stderr } = withConfiguration(
      ({ environments }) => environments.forEach((environment) => (environment.account = '123456789012')),
      (config) =>
        spawnSync(process.execPath, ['infra/app.ts'], {
          cwd: ROOT,
          encoding: 'utf8',
          env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(), config }) },
        }),
    );
    // Whoever deploys has pinned them, and is not refused.
    const refusal = unpinned.length > 0 ? expect : expect.not;
    for (const said of ['Account 123456789012 is a real one', 'Run "npm run base-images"'])
      expect(stderr).toEqual(refusal.stringContaining(said));
    for (const { line, written } of unpinned) expect(stderr).toContain(`Dockerfile line ${line}: ${written}\n`);
  });
});

describe('the image repository', () => {
  const policy = onlyOne(templateOf(committedAssembly(), 'picus-pipeline'), 'AWS::ECR::Repository').Properties[
    'LifecyclePolicy'
  ] as { LifecyclePolicyText: unknown };

  it('expires nothing that has a tag: a live image, the one before it, or the SBOM of either', () => {
    const { rules } = JSON.parse(text(policy.LifecyclePolicyText)) as { rules: { selection: object }[] };
    expect(rules.map(({ selection }) => selection)).toEqual([expect.objectContaining({ tagStatus: 'untagged' })]);
  });
});

it('the release tool is told which findings block the image', () => {
  const file = execFileSync(process.execPath, ['infra/config/service-image.ts'], { cwd: ROOT, encoding: 'utf8' });
  expect(JSON.parse(file)).toMatchObject({ findings: { block: 'HIGH', exceptions: [] } });
});
