import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { containerTools } from '../../rehearsal/adapters/container-tools/container-tools.ts';
import { probeRuntime } from '../../rehearsal/adapters/container-tools/probe-runtime.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { answerOf, containerBuild, ECR_HOST } from './support/container-builds.ts';
import { startSmallRegistry } from './support/small-registry.ts';

const hostPath = process.env['PATH'] ?? '';
const { runtime, why } = await probeRuntime(hostPath);

const SERVER = `import { createServer } from 'node:http';
createServer((_request, response) => response.end('hello')).listen(8080);
process.on('SIGTERM', () => process.exit(0));`;

/** This machine's Node and the libraries that it loads: no registry is asked for a base. */
function writeBase(file: string): void {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  const files = [process.execPath, ...libraries].map((path) => path.slice(1));
  execFileSync('tar', ['--create', '--dereference', '--file', file, '--directory', '/', ...new Set(files)]);
}

describe('Docker or Podman as builds find it', () => {
  if (!runtime) it(`NOT CHECKED, no runtime runs containers here: ${why}`, () => expect(runtime).toBeUndefined());
  else
    it(`${runtime.name} builds on a base that was made here, runs the image, and pushes it to the registry`, async () => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), 'container-runtime-')));
      const registry = await startSmallRegistry();
      const tools = await containerTools({
        directory: join(folder, 'tools'),
        cache: join(folder, 'cache'),
        registryUrl: () => registry.url,
        log: silentLog,
        hostPath,
        use: 'auto',
      });
      const home = join(folder, 'home');
      const own = containerBuild({
        home,
        tools: tools.folder,
        environment: tools.environment(),
        password: registry.password,
      });
      const [base, reference, name] = [`local/base:${process.pid}`, `${ECR_HOST}/web:1`, `web-${process.pid}`];
      try {
        writeBase(join(folder, 'base.tar'));
        expect(await own.docker('import', join(folder, 'base.tar'), base)).toMatchObject({ status: 0 });
        const context = join(folder, 'context');
        mkdirSync(context);
        writeFileSync(join(context, 'main.mjs'), SERVER);
        const entry = JSON.stringify([process.execPath, '/main.mjs']);
        writeFileSync(join(context, 'Dockerfile'), `FROM ${base}\nCOPY main.mjs /main.mjs\nENTRYPOINT ${entry}\n`);
        expect(await own.docker('build', '--tag', reference, context)).toMatchObject({ status: 0 });
        expect(await answerOf(await own.detached(reference, name))).toBe('hello');
        expect(await own.docker('stop', '--time', '5', name)).toMatchObject({ status: 0 });
        expect(await own.login()).toMatchObject({ status: 0 });
        expect(await own.docker('push', reference)).toMatchObject({ status: 0 });
        expect(registry.digest(reference)).toMatch(/^sha256:/);
      } finally {
        await own.docker('rm', '--force', name);
        await own.docker('rmi', '--force', reference, base);
        await tools.close();
        await registry.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    }, 120_000);
});
