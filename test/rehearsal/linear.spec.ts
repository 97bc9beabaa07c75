import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { playRelease } from '../../rehearsal/drills/play-release.ts';
import { byCommands } from '../../rehearsal/drills/release-by-commands.ts';
import { type Verdict, verdictOf } from '../../rehearsal/drills/verdict/judge-release.ts';
import { renderVerdict } from '../../rehearsal/drills/verdict/render-verdict.ts';
import { changedAssembly, draining, shiftingWith } from './support/changed-assembly.ts';
import { labelledAssembly } from './support/labelled-assembly.ts';
import { type Rehearsal, serviceAlone, startRehearsal, stopRehearsals } from './support/rehearsal.ts';

const RATE = 400;

const linear = (assembly: Assembly) =>
  changedAssembly(assembly, 'picus-prod-service', (template) => {
    shiftingWith(template, 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes');
    draining(template, 1);
  });

describe('a linear release', () => {
  let rehearsal: Rehearsal;
  let verdict: Verdict;

  beforeAll(async () => {
    rehearsal = await startRehearsal(linear(labelledAssembly('v1')), ['prod']);
    const { release, functions } = await playRelease(rehearsal.stage({ ...serviceAlone, requestsPerSecond: RATE }), {
      name: 'linear release',
      expected: 'released',
      way: byCommands(linear(labelledAssembly('v2'))),
      versions: { blue: 'v1', green: 'v2' },
      isFaulty: false,
    });
    verdict = verdictOf({ releases: [release], functions });
    // How many requests each step had is part of what is shown.
    process.stdout.write(`${renderVerdict(verdict, { speed: 60 }).join('\n')}\n`);
  }, 90_000);

  afterAll(stopRehearsals);

  it('shifts ten times ten percent', () => {
    expect(verdict.releases[0]?.weights.map(({ asked }) => asked)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('gives each step its share, within four standard errors', () => {
    for (const { step, asked, seen, requests, standardErrors } of verdict.releases[0]?.weights ?? []) {
      // A step lasts a second, less the moments in which it is not certain which weight was in force.
      expect({ step, enough: requests > RATE / 2 }).toEqual({ step, enough: true });
      const p = asked / 100;
      const most = 4 * Math.sqrt((p * (1 - p)) / requests);
      expect({ step, off: Math.abs((seen ?? 0) / 100 - p) > most + Number.EPSILON }).toEqual({ step, off: false });
      expect(standardErrors).toBeLessThanOrEqual(4);
    }
  });

  it('loses no request, and is released', () => {
    const [release] = verdict.releases;
    expect(release?.requests).toMatchObject({ failed: 0, answered: release?.requests.sent });
    expect(release).toMatchObject({ ok: true, outcome: 'released', reasons: [] });
  });
});
