import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../images/repository.ts';
import { exitCodeOf } from '../outcome.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { FakeDocker } from '../testing/fake-docker.ts';
import { FakeHttp } from '../testing/fake-http.ts';
import { digestOf, NAMES } from '../testing/fake-images.ts';
import { START } from '../testing/fixtures.ts';
import { image, type ImageOptions } from './image.ts';

const REFERENCE = `${NAMES.registry}/picus:${NAMES.tag}`;
const [A, B] = [digestOf('a'), digestOf('b')];
const OPTIONS: ImageOptions = {
  gitSha: 'c0ffee',
  context: '.',
  healthPath: '/health/ready',
  versionPath: '/version',
  readySeconds: 60,
  scanMinutes: 15,
  findings: { block: 'HIGH', exceptions: [] },
  sbom: undefined,
};
const finding = (severity: Finding['severity'], name: string): Finding => ({ severity, name, package: 'zlib 1.0' });
const ready = { status: 200, body: '{"status":"UP"}' };
const built = (gitSha: string) => ({ status: 200, body: JSON.stringify({ gitSha }) });

/** An empty repository, a working Docker and an image that works; what a test changes it says. */
function setUp() {
  const world = new FakeAws();
  const docker = new FakeDocker();
  const http = new FakeHttp({ '/health/ready': [ready], '/version': [built('c0ffee')] });
  docker.onPush = () => world.images.tags.set(NAMES.tag, A);
  const make = (options: Partial<ImageOptions> = {}) =>
    image(NAMES, { ...OPTIONS, ...options }, { docker, http }, world.context());
  return { world, docker, http, make };
}

describe('image', () => {
  it('is built, run, pushed, scanned and only then tagged, by commit and as tested', async () => {
    const { world, docker, make } = setUp();
    world.images.scans = [
      { state: 'pending', status: 'IN_PROGRESS', findings: [] },
      { state: 'done', status: 'COMPLETE', findings: [finding('LOW', 'CVE-1')] },
    ];
    const outcome = await make();
    expect(docker.commands).toEqual([
      'version',
      `login AWS ${NAMES.registry}`,
      `build linux/arm64 {"GIT_SHA":"c0ffee"} ${REFERENCE} .`,
      `run ${REFERENCE} 8080`,
      'stop 60',
      'rm',
      `push ${REFERENCE}`,
    ]);
    expect(world.images.put).toEqual(['git-c0ffee', NAMES.testedTag]);
    expect(outcome).toMatchObject({ outcome: 'done', digest: A, message: `${REFERENCE} is tested: ${A}.` });
    expect(world.printedText).toContain('Waiting for the scan (IN_PROGRESS).');
    expect(world.printedText).not.toContain('a-secret');
  });

  it('needs neither Docker nor a write where both tags are on one digest, whatever the commit', async () => {
    const { world, docker, make } = setUp();
    world.images.tags.set(NAMES.tag, A).set(NAMES.testedTag, A);
    const outcome = await make({ gitSha: 'another' });
    expect(outcome).toMatchObject({ outcome: 'done', digest: A });
    expect(outcome.message).toContain('nothing to do');
    expect(docker.commands).toEqual([]);
    expect(world.images.put).toEqual([]);
  });

  it('that was pushed and not tested is run by its digest and tagged with the commit that built it', async () => {
    const { world, docker, http, make } = setUp();
    world.images.tags.set(NAMES.tag, A);
    http.answers['/version'] = [built('0ldc0de')];
    expect(await make()).toMatchObject({ outcome: 'done', digest: A });
    expect(docker.commands.slice(2)).toEqual([`run ${NAMES.registry}/picus@${A} 8080`, 'stop 60', 'rm']);
    expect(world.images.put).toEqual(['git-0ldc0de', NAMES.testedTag]);
  });

  it.each([
    ['on another digest', B, `${NAMES.tag} on ${B}`],
    ['gone', undefined, `${NAMES.tag} on no image`],
  ])('whose tested tag stays while its own is %s stops, naming both digests', async (_name, own, said) => {
    const { world, docker, make } = setUp();
    world.images.tags.set(NAMES.testedTag, A);
    if (own) world.images.tags.set(NAMES.tag, own);
    await expect(make()).rejects.toThrow(`Tag ${NAMES.testedTag} of picus is on ${A}, and ${said}`);
    expect(docker.commands).toEqual([]);
  });

  it('that is never ready is not pushed; its log is printed and its container removed', async () => {
    const { world, docker, http, make } = setUp();
    http.answers['/health/ready'] = [new Error('connect ECONNREFUSED'), { status: 503, body: '{"status":"DOWN"}' }];
    docker.log = 'Error: PORT must be a number';
    const outcome = await make({ readySeconds: 3 });
    expect(exitCodeOf(outcome)).toBe(1);
    expect(world.now - START).toBe(3000);
    expect(outcome.message).toBe(
      `The image ${NAMES.tag} is not tagged as tested: ${REFERENCE} does not run: GET /health/ready was not 200 in 3.0 s, at last status 503: {"status":"DOWN"}.`,
    );
    expect(world.printedText).toContain('Error: PORT must be a number');
    expect(docker.commands.filter((command) => command.startsWith('push'))).toEqual([]);
    expect(docker.containers.size).toBe(0);
  });

  it('whose container ends at once is not waited for', async () => {
    const { docker, http, make } = setUp();
    docker.failing = { address: 'No public port' };
    expect((await make()).message).toContain('does not run: No public port');
    expect(http.asked).toEqual([]);
    expect(docker.containers.size).toBe(0);
  });

  it('that says another commit than it was built of is not pushed', async () => {
    const { http, docker, make } = setUp();
    http.answers['/version'] = [built('0ldc0de')];
    const { outcome, message } = await make();
    expect(outcome).toBe('notPassed');
    expect(message).toContain('was built of commit c0ffee, and GET /version says 0ldc0de');
    expect(docker.commands.at(-1)).toBe('rm');
  });

  it.each([
    ['HIGH' as const, ['CVE-3 in zlib 1.0', 'CVE-2 in zlib 1.0'], '1 CRITICAL, 1 HIGH'],
    ['CRITICAL' as const, ['CVE-3 in zlib 1.0'], '1 CRITICAL'],
  ])(
    'with findings from %s on is not tagged, and the findings are listed, the worst first',
    async (from, details, said) => {
      const { world, make } = setUp();
      const findings = [finding('MEDIUM', 'CVE-1'), finding('HIGH', 'CVE-2'), finding('CRITICAL', 'CVE-3')];
      world.images.scans = [{ state: 'done', status: 'COMPLETE', findings }];
      const outcome = await make({ findings: { block: from, exceptions: [] } });
      expect(outcome).toMatchObject({ outcome: 'notPassed', details });
      expect(outcome.message).toBe(`The image ${NAMES.tag} is not tagged as tested: ${said}.`);
      expect(world.images.put).toEqual([]);
      expect(world.printedText).toMatch(/1 CRITICAL, 1 HIGH, 1 MEDIUM[^]*CRITICAL CVE-3[^]*HIGH CVE-2[^]*MEDIUM CVE-1/);
    },
  );

  it('that cannot be scanned, or not in time, is not tagged', async () => {
    const { world, make } = setUp();
    world.images.scans = [{ state: 'failed', status: 'UNSUPPORTED_IMAGE: the operating system', findings: [] }];
    await expect(make()).rejects.toThrow('has no result: UNSUPPORTED_IMAGE: the operating system');
    world.images.scans = [{ state: 'pending', status: 'not begun', findings: [] }];
    const begun = world.now;
    await expect(make({ scanMinutes: 2 })).rejects.toThrow('did not end in 2 min (not begun)');
    expect(world.now - begun).toBeLessThan(130_000);
    expect(world.images.put).toEqual([]);
  });

  it('with an accepted finding is tagged; once the exception has ended it is refused, and told why', async () => {
    const exceptions = [{ id: 'CVE-2', until: new Date(START).toISOString().slice(0, 10), reason: 'not reachable' }];
    const { world, make } = setUp();
    world.images.scans = [{ state: 'done', status: 'COMPLETE', findings: [finding('HIGH', 'CVE-2')] }];
    const findings = { block: 'HIGH' as const, exceptions };
    world.now += 24 * 3_600_000;
    const late = await make({ findings });
    expect(late).toMatchObject({
      outcome: 'notPassed',
      details: [`CVE-2 in zlib 1.0: its exception ended on ${exceptions[0]?.until} (not reachable)`],
    });
    world.now -= 24 * 3_600_000;
    expect(await make({ findings })).toMatchObject({ outcome: 'done' });
  });

  it('gets its SBOM before it counts as tested, and no second one', async () => {
    const { world, make } = setUp();
    const sbom = Buffer.from('{}');
    world.images.beforePut = () => expect(world.images.attached).toHaveLength(1);
    await make({ sbom });
    expect(world.images.attached).toMatchObject([{ subject: A, content: sbom }]);
    world.images.tags.delete(NAMES.testedTag);
    await make({ sbom });
    expect(world.images.attached).toHaveLength(1);
  });

  it('that is refused gets no SBOM', async () => {
    const { world, make } = setUp();
    world.images.scans = [{ state: 'done', status: 'COMPLETE', findings: [finding('HIGH', 'CVE-2')] }];
    await make({ sbom: Buffer.from('{}') });
    expect(world.images.attached).toEqual([]);
  });

  it('that another build pushed first is run as the repository has it', async () => {
    const { world, docker, http, make } = setUp();
    docker.push = async () => {
      world.images.tags.set(NAMES.tag, B);
      http.answers['/version'] = [built('qu1cker')];
      throw new Error('tag is immutable');
    };
    expect(await make()).toMatchObject({ outcome: 'done', digest: B });
    expect(docker.commands.slice(-3)).toEqual([`run ${NAMES.registry}/picus@${B} 8080`, 'stop 60', 'rm']);
    expect(world.images.put).toEqual(['git-qu1cker', NAMES.testedTag]);
  });

  it('whose push fails says why', async () => {
    const { docker, make } = setUp();
    docker.failing = { push: 'denied: no basic auth credentials' };
    await expect(make()).rejects.toThrow('denied: no basic auth credentials');
  });

  it('never moves a tag: one that another image took meanwhile is an error with both digests', async () => {
    const { world, make } = setUp();
    world.images.tags.set('git-c0ffee', B);
    await expect(make()).rejects.toThrow(`Tag git-c0ffee of picus is on ${B} already, and must not move to ${A}.`);
    expect(world.images.put).toEqual([]);

    const late = setUp();
    late.world.images.beforePut = () => late.world.images.tags.set('git-c0ffee', B);
    await expect(late.make()).rejects.toThrow(CannotRelease);
  });

  it('takes a tag that somebody else put on the same digest meanwhile as success', async () => {
    const { world, make } = setUp();
    world.images.beforePut = () => world.images.tags.set('git-c0ffee', A);
    expect(await make()).toMatchObject({ outcome: 'done' });
    expect(world.images.put).toEqual(['git-c0ffee', NAMES.testedTag]);
  });

  it('does not put the tag of the commit again', async () => {
    const { world, make } = setUp();
    world.images.tags.set(NAMES.tag, A).set('git-c0ffee', A);
    await make();
    expect(world.images.put).toEqual([NAMES.testedTag]);
  });

  it('stops before anything where Docker does not answer', async () => {
    const { docker, make } = setUp();
    docker.failing = { answers: 'Cannot connect to the Docker daemon' };
    await expect(make()).rejects.toThrow('Cannot connect to the Docker daemon');
    expect(docker.commands).toEqual(['version']);
  });

  it('that is interrupted while it waits leaves no container', async () => {
    const { world, docker, http, make } = setUp();
    http.answers['/health/ready'] = [{ status: 503, body: '' }];
    world.interrupt.abort(new Error('Interrupted.'));
    await expect(make()).rejects.toThrow('Interrupted.');
    expect(docker.containers.size).toBe(0);
  });
});
