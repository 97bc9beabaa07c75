import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { containerTools, type ContainerTools } from '../../rehearsal/adapters/container-tools/container-tools.ts';
import { imageBuilder } from '../../rehearsal/adapters/image-builder/image-builder.ts';
import { imageStore } from '../../rehearsal/adapters/image-store/image-store.ts';
import { startTimeOf } from '../../rehearsal/adapters/state/process-identity.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { answerOf, containerBuild, ECR_HOST as HOST, type ContainerBuild } from './support/container-builds.ts';
import { startSmallRegistry } from './support/small-registry.ts';
import { WEB_CONTEXT } from './support/images/build-web.ts';

const PATH = process.env['PATH'] ?? '';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'container-tools-')));
let registry: Awaited<ReturnType<typeof startSmallRegistry>>;
let tools: ContainerTools;
let builds = 0;
const started: ContainerBuild[] = [];

beforeAll(async () => {
  registry = await startSmallRegistry();
  tools = await containerTools({
    directory: join(folder, 'tools'),
    cache: join(folder, 'cache'),
    registryUrl: () => registry.url,
    log: silentLog,
    hostPath: PATH,
    use: 'stand-in',
  });
});
afterEach(async () => {
  for (const build of started.splice(0)) await build.end();
});
afterAll(async () => {
  await tools.close();
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

function build({ folder: program = tools.folder, environment = tools.environment() } = {}): ContainerBuild {
  const home = join(folder, `home-${++builds}`);
  const made = containerBuild({ home, tools: program, environment, password: registry.password });
  started.push(made);
  return made;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

describe('docker build', () => {
  it('builds the image that the engine builds, says each step, and nothing twice', async () => {
    // An argument of its own: nothing of it was built by another test.
    const mine = ['--build-arg', 'REVISION=of this test'];
    const first = build();
    const { err } = await first.image('web:1', ...mine, '--label', 'team=a', '--iidfile', join(first.home, 'id'));
    expect(err).toContain('[build 4/4] RUN node make-version.mjs "$REVISION"');
    expect(err).toMatch(/^#\d+ \d\.\d making version\.txt$/m);
    const second = build();
    const again = await second.image('web:1', ...mine);
    expect(again.err.match(/^#\d+ CACHED$/gm)).toHaveLength(6);
    expect(again.err).not.toContain('making version.txt');
    const store = imageStore({ directory: join(folder, 'engine-images') });
    const engine = await imageBuilder({ store, directory: join(folder, 'engine-builds') }).buildImage({
      context: WEB_CONTEXT,
      buildArgs: { REVISION: 'of this test' },
    });
    const id = (JSON.parse(engine.manifest) as { config: { digest: string } }).config.digest;
    const format = ['image', 'inspect', '--format', '{{.Id}}', 'web:1'];
    expect(await second.docker(...format)).toMatchObject({ out: `${id}\n` });
    expect(readFileSync(join(first.home, 'id'), 'utf8')).not.toBe(id);
    const labels = await first.docker('image', 'inspect', '--format', '{{json .Config.Labels}}', 'web:1');
    expect(JSON.parse(labels.out)).toMatchObject({
      team: 'a',
      'org.opencontainers.image.base.name': expect.anything(),
    });
  });

  it('names the platform that it only records, and arguments that nothing takes', async () => {
    const own = build();
    const other = process.arch === 'arm64' ? 'amd64' : 'arm64';
    const { err } = await own.image('web:1', '--platform', `linux/${other}`, '--build-arg', 'UNKNOWN=1');
    expect(err).toContain(`--platform linux/${other} is recorded: the stand-in for docker builds and runs it with`);
    expect(err).toContain('[Warning] One or more build-args [UNKNOWN] were not consumed');
    expect(await own.docker('inspect', '--format', '{{.Os}}/{{.Architecture}}', 'web:1')).toMatchObject({
      out: `linux/${other}\n`,
    });
  });

  it.each([
    [['build', '--squash', '.'], 125, 'unknown flag: --squash'],
    [['build', '--platform', 'linux/s390x', '.'], 1, '--platform linux/s390x'],
    [['build', 'missing'], 1, 'path "missing" not found'],
    [['build', '.'], 1, 'failed to read dockerfile'],
    [['build', '-f', 'Bad', '.'], 1, 'Dockerfile line 2: VOLUME is not an instruction'],
    [['build', '-f', 'Failing', '.'], 1, 'Dockerfile line 2: RUN failed: it ended with 3'],
    [['exec', 'a', 'b'], 1, "'exec' is not a command of the rehearsal's stand-in"],
    [['pull', 'nginx'], 1, 'pull access denied for nginx'],
    [['inspect', 'a'], 1, 'No such object: a'],
  ])('refuses or fails %j', async (args, status, message) => {
    const own = build();
    writeFileSync(join(own.home, 'Bad'), 'FROM base\nVOLUME /x\n');
    writeFileSync(join(own.home, 'Failing'), 'FROM base\nRUN exit 3\n');
    expect(await own.docker(...args)).toMatchObject({ status, err: expect.stringContaining(message) });
  });
});

describe('docker push and pull', () => {
  it('go to the registry with the credentials that login stored, and say the digest', async () => {
    const own = build();
    const reference = `${HOST}/web:pushed`;
    await own.image(reference, '--build-arg', 'REVISION=pushed');
    expect(await own.docker('push', reference)).toMatchObject({ status: 1, err: 'no basic auth credentials\n' });
    expect(await own.login('wrong')).toMatchObject({
      status: 1,
      err: `Error response from daemon: login attempt to https://${HOST}/v2/ failed with status: 401 Unauthorized\n`,
    });
    expect(await own.login()).toMatchObject({ status: 0, out: 'Login Succeeded\n' });
    const pushed = await own.docker('push', reference);
    const digest = registry.digest(reference);
    expect(pushed.out).toMatch(/^The push refers to repository \[\S+\/web\]\n[0-9a-f]{12}: Pushed\n/);
    expect(pushed.out).toContain(`pushed: digest: ${digest} size: `);
    expect(await own.docker('inspect', '--format', '{{index .RepoDigests 0}}', reference)).toMatchObject({
      out: `${HOST}/web@${digest}\n`,
    });
    expect((await own.docker('push', reference)).out).toContain(': Layer already exists');
    // Another build has neither its names nor its credentials.
    const other = build();
    expect((await other.docker('images', '--quiet')).out).toBe('');
    expect(await other.docker('pull', reference)).toMatchObject({
      status: 1,
      err: expect.stringContaining('no basic auth credentials'),
    });
    await other.login();
    expect((await other.docker('pull', reference)).out).toContain(`Digest: ${digest}\nStatus: Downloaded newer image`);
    expect(await other.docker('pull', `${HOST}/web:none`)).toMatchObject({
      status: 1,
      err: `Error response from daemon: manifest for ${HOST}/web:none not found: manifest unknown: Requested image not found\n`,
    });
  });

  it('tells what the registry refuses in its own words', async () => {
    const own = build();
    await own.login();
    await own.image(`${HOST}/web:fixed`);
    await own.docker('push', `${HOST}/web:fixed`);
    await own.docker('build', '--build-arg', 'REVISION=r2', '--tag', `${HOST}/web:fixed`, WEB_CONTEXT);
    expect(await own.docker('push', `${HOST}/web:fixed`)).toMatchObject({
      status: 1,
      err: "tag invalid: The image tag 'fixed' already exists and cannot be overwritten.\n",
    });
  });

  it('names and forgets images', async () => {
    const own = build();
    await own.image('web:1');
    await own.docker('tag', 'web:1', `${HOST}/web:two`);
    const id = (await own.docker('images', '--quiet')).out.trim();
    expect((await own.docker('images')).out).toMatch(/^REPOSITORY +TAG +IMAGE ID +SIZE\n(?:.*\n){2}$/);
    expect(await own.docker('rmi', id)).toMatchObject({ status: 1, err: expect.stringContaining('must be forced') });
    expect((await own.docker('rmi', 'web:1')).out).toBe('Untagged: web:1\n');
    expect((await own.docker('rmi', `${HOST}/web:two`)).out).toContain(`Deleted: sha256:${id}`);
    expect((await own.docker('images', '--quiet')).out).toBe('');
  });
});

describe('docker run', () => {
  it('starts the entry point detached, publishes its port, keeps its log and tells its end', async () => {
    const own = build();
    await own.image('web:1');
    const url = await own.detached('web:1', 'service', '--read-only', '--env', 'PORT=8080', '--env', 'GREETING=hi');
    expect(await answerOf(url)).toBe('hi r1 8080');
    expect(JSON.parse(await answerOf(`${url}/environment`))).not.toHaveProperty('HTTP_PROXY');
    expect((await own.docker('ps')).out).toMatch(/ Up +127\.0\.0\.1:\d+->8080\/tcp +service\n$/);
    expect((await own.docker('logs', 'service')).out).toBe('listening on 8080\n');
    expect(await own.docker('run', '--name', 'service', 'web:1')).toMatchObject({
      status: 125,
      err: expect.stringContaining('The container name "/service" is already in use'),
    });
    expect(await own.docker('rm', 'service')).toMatchObject({ status: 1, err: expect.stringContaining('is running') });
    expect(await own.docker('stop', '--time', '60', 'service')).toEqual({ status: 0, out: 'service\n', err: '' });
    expect((await own.docker('logs', 'service')).out).toBe('listening on 8080\nclosing\n');
    expect((await own.docker('wait', 'service')).out).toBe('0\n');
    expect([await own.state('service', 'Status'), await own.state('service', 'ExitCode')]).toEqual(['exited', '0']);
    expect(await own.docker('rm', 'service')).toMatchObject({ status: 0 });
    expect((await own.docker('ps', '--all', '--quiet')).out).toBe('');
  });

  it('kills what does not stop in time', async () => {
    const own = build();
    await own.image('web:1');
    await answerOf(await own.detached('web:1', 'stubborn', '--env', 'STUBBORN=1'));
    await own.docker('stop', '--time', '0', 'stubborn');
    expect(await own.state('stubborn', 'ExitCode')).toBe('137');
  });

  it('in front gives its output and its exit code, and leaves nothing with --rm', async () => {
    const own = build();
    await own.image('web:1');
    const code = 'console.log("out"); console.error("err"); process.exit(7)';
    expect(await own.docker('run', '--rm', '--entrypoint', 'node', 'web:1', '--eval', code)).toEqual({
      status: 7,
      out: 'out\n',
      err: 'err\n',
    });
    expect((await own.docker('ps', '--all', '--quiet')).out).toBe('');
    expect(await own.docker('run', '--rm', '--entrypoint', '/bin/sh', 'web:1')).toMatchObject({ status: 127 });
  });

  it('cannot write its files with --read-only, and its own ones only without it', async () => {
    const own = build();
    await own.image('web:1');
    const run = (code: string, ...options: string[]) =>
      own.docker('run', '--rm', ...options, '--entrypoint', 'node', 'web:1', '--eval', code);
    expect(await run('fs.writeFileSync("main.mjs", ""); fs.writeFileSync("new", "")')).toMatchObject({ status: 0 });
    // Modes do not bind the root user, as the stand-in says of itself, so a test as root could not see EACCES.
    const modes = 'console.log(...[".", "main.mjs"].map((path) => fs.statSync(path).mode & 0o222))';
    expect(await run(modes, '--read-only')).toMatchObject({ status: 0, out: '0 0\n' });
    const url = await own.detached('web:1', 'untouched');
    expect(await answerOf(url)).toBe('hello r1 8080');
  });

  it('pulls an image that is not here, and publishes a fixed port unless it is taken', async () => {
    const maker = build();
    await maker.login();
    await maker.image(`${HOST}/web:remote`);
    await maker.docker('push', `${HOST}/web:remote`);
    const own = build();
    await own.login();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const run = ['run', '--detach', '--name', 'service', '--publish', `${port}:8080`, `${HOST}/web:remote`];
    const refused = await own.docker(...run);
    expect(refused).toMatchObject({ status: 125, out: '' });
    expect(refused.err).toContain(`Unable to find image '${HOST}/web:remote' locally`);
    expect(refused.err).toContain(`Bind for 0.0.0.0:${port} failed: port is already allocated`);
    expect(await own.state('service', 'Status')).toBe('created');
    await own.docker('rm', 'service');
    server.close();
    await once(server, 'close');
    expect(await own.docker(...run)).toMatchObject({ status: 0, err: '' });
    expect(await answerOf(`http://127.0.0.1:${port}`)).toBe('hello r1 8080');
  });

  it('plays the image step with the Dockerfile of this repository', async () => {
    const own = build();
    const context = join(own.home, 'context');
    mkdirSync(join(context, 'dist', 'service'), { recursive: true });
    for (const file of ['Dockerfile', '.dockerignore']) cpSync(file, join(context, file));
    const main = `if (process.argv.includes('--fill-compile-cache')) process.exit();
      const { createServer } = await import('node:http');
      const { readFileSync } = await import('node:fs');
      createServer((_, response) => response.end(readFileSync('release.json'))).listen(process.env.PORT);
      process.on('SIGTERM', () => process.exit(0));`;
    writeFileSync(join(context, 'dist', 'service', 'main.mjs'), main);
    writeFileSync(join(context, 'secret'), 'not in the image');
    const step = `set -e
      docker version > /dev/null
      echo ${registry.password} | docker login --username AWS --password-stdin ${HOST} 2> /dev/null
      docker build --platform linux/arm64 --build-arg GIT_SHA=abc --tag "$IMAGE" . 2> /dev/null
      docker push "$IMAGE" > /dev/null
      docker run --detach --name N1 --read-only --env PORT=8080 --publish 127.0.0.1::8080 "$IMAGE" > /dev/null
      curl --fail --silent --show-error --noproxy '*' --retry 10 --retry-delay 1 --retry-all-errors "http://$(docker port N1 8080)/"
      docker logs N1
      docker stop --time 60 N1
      docker inspect --format '{{.State.ExitCode}}' N1
      docker rm N1`;
    const env = { ...own.env, IMAGE: `${HOST}/service:step` };
    // Not synchronously: the registry answers in this process.
    const { stdout } = await promisify(execFile)('sh', ['-c', step], { cwd: context, env });
    expect(stdout).toBe('Login Succeeded\n{"gitSha":"abc"}\nN1\n0\nN1\n');
    expect(registry.digest(`${HOST}/service:step`)).toMatch(/^sha256:/);
  });
});

describe('a container', () => {
  const pidOf = async (own: ContainerBuild, name: string) => Number(await own.state(name, 'Pid'));
  const isGone = (pid: number) => startTimeOf(pid) === undefined;

  it('ends with the process group of its build', async () => {
    const own = build();
    await own.image('web:1');
    const shell = spawn('sh', ['-c', 'docker run --detach --name left web:1; read line'], {
      env: own.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(shell.stdout, 'data');
    const pid = await pidOf(own, 'left');
    expect(isGone(pid)).toBe(false);
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    await until(() => isGone(pid));
    expect([await own.state('left', 'Status'), await own.state('left', 'ExitCode')]).toEqual(['exited', '137']);
  });

  it('ends with its engine', async () => {
    const program = `import { containerTools } from ${JSON.stringify(new URL('../../rehearsal/adapters/container-tools/container-tools.ts', import.meta.url).href)};
      const tools = await containerTools({ ...JSON.parse(process.argv[1]), log: console, registryUrl: () => '' });
      console.log(tools.folder);
      setInterval(() => {}, 1000);`;
    const options = {
      directory: join(folder, 'other-tools'),
      cache: join(folder, 'cache'),
      hostPath: '',
      use: 'stand-in',
    };
    const engine = spawn(process.execPath, ['--input-type=module', '--eval', program, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(engine.stdout.setEncoding('utf8'), 'data')) as [string];
    const own = build({ folder: line.trim() });
    await own.image('web:1');
    await own.detached('web:1', 'left');
    const pid = await pidOf(own, 'left');
    engine.kill('SIGKILL');
    await until(() => isGone(pid));
    await until(async () => (await own.state('left', 'Status')) === 'exited');
    expect(await own.state('left', 'ExitCode')).toBe('137');
  });
});

/** Podman can import and push without the right to run containers. */
const podman = PATH.split(':')
  .map((path) => join(path, 'podman'))
  .find((file) => existsSync(file));

describe('with podman as it is', () => {
  if (podman)
    it('pushes to the registry what is named for ECR, and pulls it', async () => {
      const storage = join(folder, 'podman');
      mkdirSync(storage);
      const program = join(storage, 'podman');
      const places = `--root ${storage}/root --runroot ${storage}/run --storage-driver vfs`;
      writeFileSync(program, `#!/bin/sh\nexec ${podman} ${places} "$@"\n`, { mode: 0o755 });
      const settings = join(storage, 'settings.json');
      const engine = { pid: process.pid, startTime: startTimeOf(process.pid) };
      writeFileSync(settings, JSON.stringify({ cache: folder, engine, runtime: { name: 'podman', program } }));
      const wrapper = join(import.meta.dirname, '../../rehearsal/adapters/container-tools/real/docker.ts');
      const bin = join(storage, 'bin');
      mkdirSync(bin);
      writeFileSync(join(bin, 'docker'), `#!/bin/sh\nexec ${process.execPath} ${wrapper} ${settings} "$@"\n`, {
        mode: 0o755,
      });
      const own = build({ folder: bin });
      const reference = `${HOST}/probe:1`;
      writeFileSync(join(own.home, 'file'), 'content');
      const tar = join(own.home, 'image.tar');
      execFileSync('tar', ['--create', '--file', tar, '--directory', own.home, 'file']);
      expect(await own.docker('import', tar, reference)).toMatchObject({ status: 0 });
      expect(await own.login()).toMatchObject({ status: 0, out: 'Login Succeeded!\n' });
      expect(await own.docker('push', reference)).toMatchObject({ status: 0 });
      expect(registry.digest(reference)).toMatch(/^sha256:/);
      expect(await own.docker('rmi', reference)).toMatchObject({ status: 0 });
      expect(await own.docker('pull', reference)).toMatchObject({ status: 0 });
      expect((await own.docker('images', '--format', '{{.Repository}}:{{.Tag}}')).out).toBe(`${reference}\n`);
    });
  else it('is not tried: there is no podman on this machine', () => expect(podman).toBeUndefined());
});
