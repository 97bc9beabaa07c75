import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReleaseVerdict, Verdict } from '../../rehearsal/drills/verdict/judge-release.ts';
import { type Command, configWithReadyAssemblies, startCommand } from './support/command.ts';
import { eventually } from './support/eventually.ts';
import { alive, descendantsOf, ledgerOf, type ProcessRef } from './support/processes.ts';

const TEST_PORT = 9000;
/** Of the committed rehearsal.config.json. */
const FEWEST_PER_SECOND = 200;

interface Ended {
  status: number | null;
  output: string;
  /** Milliseconds from the signal, or the start, to its end. */
  tookMs: number;
  /** Processes that ran below it, those of them that still do. */
  left: ProcessRef[];
}

describe('npm start -- --exit', () => {
  const directory = mkdtempSync(join(tmpdir(), 'test-start-'));
  const json = join(directory, 'verdict.json');
  const state = join(directory, 'state');
  const commands: Command[] = [];
  let status: number | null;
  let verdict: Verdict & { schemaVersion: number; speed: number };
  let interrupted: Ended;
  let interruptedTwice: Ended;
  let below: ProcessRef[];

  /** One after the other: what runs beside a load can starve it on a small machine. */
  beforeAll(async () => {
    const run = start(['--exit', '--json', json, '--port', '0', '--state', state]);
    await run.seen(/AfterAllowTraffic +Succeeded/, 60_000);
    below = descendantsOf(run.pid);
    status = await run.exit;
    if (status !== 0) process.stdout.write(run.output());
    verdict = JSON.parse(readFileSync(json, 'utf8')) as typeof verdict;
    interrupted = await interruptedRun('once');
    interruptedTwice = await interruptedRun('twice');
  }, 240_000);

  afterAll(() => {
    for (const command of commands) command.signal('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  const release = (name: string) => verdict.releases.find((one) => one.name === name) as ReleaseVerdict;

  it('ends with 0, and its verdict says that everything went as it must', () => {
    const { releases, functions, reasons } = verdict;
    expect([reasons, ...[...releases, ...functions].map((one) => one.reasons)].flat()).toEqual([]);
    expect(status).toBe(0);
    expect(verdict).toMatchObject({ ok: true, schemaVersion: 1, speed: 60 });
    expect(verdict.releases.map(({ name }) => name)).toEqual(['good release', 'bad release']);
  });

  it('releases the good one without losing a request', () => {
    const { requests, outcome, latency } = release('good release');
    expect(outcome).toBe('released');
    expect(requests.failed).toBe(0);
    expect(requests.sent).toBe(requests.answered + requests.failed);
    expect(Object.keys(requests.byVersion).toSorted()).toEqual(['picus-prod-delete-item', 'v1', 'v2']);
    const known = Object.values(requests.byVersion).reduce((sum, { answered, failed }) => sum + answered + failed, 0);
    expect(known).toBe(requests.sent);
    for (const phase of ['before', 'during', 'after'] as const) expect(latency[phase]?.p99).toBeGreaterThan(0);
  });

  it('keeps its rate all the while, and lets blue drain under it', () => {
    const arrivals = goodLoad();
    expect(arrivals).toHaveLength(release('good release').requests.sent);
    const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
    expect((arrivals.length - 1) / seconds).toBeGreaterThan(FEWEST_PER_SECOND * 0.99);
    // Blue's drain alone lasts 25 of them.
    expect(seconds).toBeGreaterThan(30);
  });

  it('has ended every task of blue before it called the release good', () => {
    const logs = join(state, 'logs', 'picus-prod', 'service');
    const blue = readdirSync(logs)
      .filter((file) => file.startsWith('app_'))
      .map((file) => readFileSync(join(logs, file), 'utf8').trimEnd())
      .filter((text) => text.includes('"release":"v1"'));
    expect(blue).toHaveLength(2);
    for (const text of blue) {
      const lines = text.split('\n').map((line) => JSON.parse(line) as { time: string; msg: string });
      expect(lines.slice(-5).map(({ msg }) => msg)).toContain('ended');
      const ended = lines.find(({ msg }) => msg === 'ended');
      expect(Date.parse(ended?.time ?? '')).toBeLessThan(goodLoad().at(-1) ?? 0);
    }
  });

  it('rolls the bad one back by an alarm of the template, alone', () => {
    const { outcome, requests, secondsFirstBadToAlarm, secondsAlarmToAllBlue, blastRadius } = release('bad release');
    expect(outcome).toBe('rolled back');
    expect(requests.failed).toBeGreaterThan(0);
    expect(requests.sent).toBe(requests.answered + requests.failed);
    expect(secondsFirstBadToAlarm).toBeGreaterThan(0);
    expect(secondsAlarmToAllBlue).toBeGreaterThanOrEqual(0);
    expect(blastRadius.failedRequests).toBe(requests.failed);
    expect(blastRadius.shareThatSawGreen).toBeLessThan(0.2);
    const report = readFileSync(join(state, 'logs', 'deploy-picus-prod-service.json'), 'utf8');
    expect(report).toMatch(/ALARM_ACTIVE: .* Activated alarms: picus-prod-(blue|green)-errors/);
  });

  it('judges every step of the good release, and says by how many requests', () => {
    expect(release('good release').weights).toEqual([
      expect.objectContaining({ asked: 10, judgement: 'as asked' }),
      expect.objectContaining({ asked: 100, judgement: 'as asked' }),
    ]);
    for (const { requests, needed, standardErrors } of release('good release').weights) {
      expect(requests).toBeGreaterThanOrEqual(needed);
      expect(standardErrors).toBeLessThanOrEqual(4);
    }
  });

  it("shares the hook's request ids with the load balancer's access log, on the test listener", () => {
    const probes = hookEvents('picus-prod').filter(({ event }) => event === 'probe');
    // Two addresses, three paths, two releases.
    expect(probes).toHaveLength(12);
    const lines = accessLog();
    for (const { requestId, path } of probes) {
      const [line, ...more] = lines.filter((one) => one.includes(`request_id="${requestId}"`));
      expect(more).toEqual([]);
      expect(line).toContain(`listener_port=${TEST_PORT} `);
      expect(line).toContain(`:${TEST_PORT}${path} HTTP/1.1"`);
    }
    // The first release put green into the green group, the second into the blue one.
    const groups = probes.map(
      ({ requestId }) =>
        /targetgroup\/picus-prod-(\w+)\//.exec(lines.find((line) => line.includes(requestId)) ?? '')?.[1],
    );
    expect(groups).toEqual([...Array<string>(6).fill('green'), ...Array<string>(6).fill('blue')]);
  });

  it('leaves no process', () => {
    const ledger = ledgerOf(join(state, 'processes.ndjson'));
    // Four tasks of the environments, two of each release, and the functions.
    expect(ledger.length).toBeGreaterThan(8);
    expect(below.length).toBeGreaterThan(4);
    expect(alive([...ledger, ...below])).toEqual([]);
  });

  it('ends everything at Ctrl-C while a release runs, with 130', () => {
    expect(interrupted).toMatchObject({ status: 130, left: [] });
    expect(interrupted.tookMs).toBeLessThan(5000);
    expect(interrupted.output).toContain('Interrupted.');
  });

  it('ends at once at a second Ctrl-C, when the first is not enough', () => {
    expect(interruptedTwice).toMatchObject({ status: 130, left: [] });
    expect(interruptedTwice.tookMs).toBeLessThan(3000);
    expect(interruptedTwice.output).not.toContain('Interrupted.');
  });

  it('says which port is taken, before it does anything', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { status, output, tookMs } = await ended(
      start(['--exit', '--port', String(port), '--state', join(directory, 'taken')]),
    );
    server.close();
    expect(status).toBe(2);
    expect(output).toContain(`Port ${port} is taken. End what uses it, or choose another with --port N`);
    expect(tookMs).toBeLessThan(5000);
  });

  it('says what is wrong with its options', async () => {
    const wrong = await Promise.all(
      [
        ['--speed', '61'],
        ['--port', 'http'],
        ['--sped', '2'],
        ['--config', 'nowhere.json', '--port', '0'],
      ].map((args) => ended(start(['--state', join(directory, 'wrong'), ...args]))),
    );
    expect(wrong.map(({ status, output }) => [status, output])).toEqual([
      [1, expect.stringContaining('Give a number from 1 to 60.')],
      [1, expect.stringContaining('Give a port from 0 to 65535.')],
      [1, expect.stringContaining("unknown option '--sped'")],
      [2, expect.stringContaining('nowhere.json does not exist')],
    ]);
  });

  function start(args: string[]): Command {
    const command = startCommand(args, directory);
    commands.push(command);
    return command;
  }

  /** A run with assemblies that are there already, ended while the weights of its good release move. */
  async function interruptedRun(how: 'once' | 'twice'): Promise<Ended> {
    const config = configWithReadyAssemblies(['v1', 'v2']);
    const run = start(['--exit', '--port', '0', '--config', config, '--state', join(directory, `interrupted-${how}`)]);
    let below: ProcessRef[] = [];
    try {
      await run.seen(/AllowTraffic +InProgress/, 60_000);
      below = descendantsOf(run.pid);
      const deployer = below.find(({ what }) => what.includes('deployer/cli.ts deploy'));
      if (!deployer) throw new Error('The deploy command does not run.');
      // A command that does not end when it is asked to: the first Ctrl-C has to wait for it.
      if (how === 'twice') process.kill(deployer.pid, 'SIGSTOP');
      const end = ended(run);
      run.signal('SIGINT');
      if (how === 'twice') await insist(run);
      const { tookMs, ...rest } = await end;
      // Tasks and functions notice by themselves that their engine is gone.
      await eventually('no process is left', () => (alive(below).length === 0 ? true : undefined), 5000).catch(
        () => {},
      );
      return { ...rest, tookMs, left: alive(below) };
    } finally {
      // Also what only a broken product leaves behind: a stopped process ends by nothing else.
      for (const { pid } of alive(below)) process.kill(pid, 'SIGKILL');
      rmSync(dirname(config), { recursive: true, force: true });
    }
  }

  async function ended(run: Command): Promise<Omit<Ended, 'left'>> {
    const from = Date.now();
    const status = await run.exit;
    return { status, output: run.output(), tookMs: Date.now() - from };
  }

  /** Presses Ctrl-C until it has ended; presses that are near to each other count as one. */
  function insist(run: Command): Promise<unknown> {
    let hasEnded = false;
    void run.exit.then(() => (hasEnded = true));
    return eventually('the end of the command', () => {
      if (!hasEnded) run.signal('SIGINT');
      return hasEnded ? true : undefined;
    });
  }

  const accessLog = () =>
    readFileSync(join(state, 'logs', 'access', 'picus-prod.log'), 'utf8')
      .trimEnd()
      .split('\n');

  /** When each request of the good release's load arrived. A load's traces begin with a number of its own; this one is the first. */
  function goodLoad(): number[] {
    const arrivals = accessLog()
      .filter((line) => line.includes('listener_port=443 '))
      .map((line) => ({ at: arrivalOf(line), run: /Root=\d-[0-9a-f]{8}-([0-9a-f]{12})/.exec(line)?.[1] }));
    const sent = new Map<string | undefined, number>();
    for (const { run } of arrivals) sent.set(run, (sent.get(run) ?? 0) + 1);
    // The monitor asks, too, each time with another id.
    const good = arrivals.find(({ run }) => (sent.get(run) ?? 0) > 100)?.run;
    return arrivals.filter(({ run }) => run === good).map(({ at }) => at);
  }

  /** When the request arrived: the 22nd field, `request_creation_time`, the second time of a line. */
  const arrivalOf = (line: string) => Date.parse([...line.matchAll(/ (\d{4}-\d\d-\d\dT[\d:.]+Z) /g)].at(-1)?.[1] ?? '');

  function hookEvents(prefix: string): { event: string; requestId: string; path: string }[] {
    const logs = join(state, 'logs', prefix, 'verify-green');
    return readdirSync(logs)
      .flatMap((file) => readFileSync(join(logs, file), 'utf8').split('\n'))
      .flatMap((line) => {
        const found = /\tINFO\t(\{.*\})$/.exec(line)?.[1];
        return found === undefined ? [] : [JSON.parse(found) as { event: string; requestId: string; path: string }];
      });
  }
});
