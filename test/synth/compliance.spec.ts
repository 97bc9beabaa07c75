import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdkContext, committedAssemblyDirectory } from './assembly.ts';
import type { apps } from './broken-apps.ts';

function synthesize(name: keyof typeof apps): { status: number | null; output: string } {
  const out = mkdtempSync(join(tmpdir(), 'broken-app-'));
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'broken-apps.ts'), name],
      {
        encoding: 'utf8',
        timeout: 60_000,
        env: {
          ...process.env,
          CDK_OUTDIR: out,
          CDK_CONTEXT_JSON: JSON.stringify(cdkContext()),
        },
      },
    );
    return { status, output: stdout + stderr };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

describe('the synthesis', () => {
  it('lets a sound application through', () => {
    expect(synthesize('sound')).toMatchObject({ status: 0 });
  });

  it.each([
    ['with an unacknowledged finding', ["Acknowledge with 'AwsSolutions::AwsSolutions-S1'"]],
    [
      'with an unacknowledged finding of NIST 800-53',
      ["Acknowledge with 'NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled'"],
    ],
    [
      'with bad acknowledgements',
      [
        'Write why this finding is right here: AwsSolutions::AwsSolutions-S1',
        'nothing under its construct raises the finding: AwsSolutions::AwsSolutions-EC23',
      ],
    ],
    ['with an invalid template', ["Acknowledge with 'CloudFormation-Validate::", 'NetworkMod']],
  ] as const)('fails for one %s', (name, messages) => {
    const { status, output } = synthesize(name);
    for (const message of messages) expect(output).toContain(message);
    expect(status).not.toBe(0);
  });
});

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly suppressedViolations?: readonly { readonly acknowledgedId: string; readonly reason: string }[];
  }[];
}

describe('the application', () => {
  // A plugin that found nothing at all, like the audit, has no row.
  const { pluginReports } = JSON.parse(
    readFileSync(join(committedAssemblyDirectory(), 'validation-report.json'), 'utf8'),
  ) as Report;

  it('passes the security rules and the template validator', () => {
    expect(Object.fromEntries(pluginReports.map(({ pluginName, conclusion }) => [pluginName, conclusion]))).toEqual({
      AwsSolutions: 'success',
      'NIST.800.53.R5': 'success',
      'CloudFormation Validate': 'success',
    });
  });

  it('shows each finding that it accepts, with the reason', () => {
    const accepted = pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
    expect(accepted.length).toBeGreaterThan(0);
    for (const { acknowledgedId, reason } of accepted) {
      expect(acknowledgedId).toMatch(/^[\w.-]+::./);
      expect(reason.trim().length).toBeGreaterThan(20);
    }
  });
});
