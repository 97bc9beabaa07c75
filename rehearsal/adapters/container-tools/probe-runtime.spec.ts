import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeImage, PROBE_STATUS } from './probe-image.ts';
import { probeRuntime } from './probe-runtime.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A runtime whose commands do as the cases of a shell say; each call is written down. */
function runtime(name: string, cases: string): void {
  const script = `#!/bin/sh\necho "$@" >> ${folder}/${name}.calls\ncase "$1" in\n${cases}\nesac\n`;
  writeFileSync(join(folder, name), script, { mode: 0o755 });
}
const calls = (name: string) =>
  readFileSync(join(folder, `${name}.calls`), 'utf8')
    .replaceAll(/rehearsal-probe:[0-9a-f]{12}/g, 'IMAGE')
    .split('\n')
    .slice(0, -1);

describe('probeRuntime', () => {
  it('says of each why it does not count', async () => {
    runtime('docker', 'import) echo "Cannot connect to the daemon." >&2; exit 1;;');
    runtime('podman', `run) echo "Error: crun: not permitted" >&2; echo "Run 'podman run --help'" >&2; exit 126;;`);
    const why = 'docker: Cannot connect to the daemon; podman: Error: crun: not permitted';
    expect(await probeRuntime(folder)).toEqual({ why });
    expect(calls('docker')).toEqual(['import - IMAGE', 'rmi --force IMAGE']);
    expect(await probeRuntime('')).toEqual({ why: 'docker: not in PATH; podman: not in PATH' });
  });

  it('takes the first that ran the program', async () => {
    runtime('docker', 'run) exit 125;;');
    runtime('podman', `import) cat > ${folder}/image.tar;; run) exit ${PROBE_STATUS};;`);
    const program = join(folder, 'podman');
    expect(await probeRuntime(`${folder}:/usr/bin`)).toEqual({
      runtime: { name: 'podman', program },
      why: 'it ran a container',
    });
    expect(calls('podman')).toEqual([
      'import - IMAGE',
      'run --rm --publish 127.0.0.1::8080 IMAGE /probe',
      'rmi --force IMAGE',
    ]);
    expect(readFileSync(join(folder, 'image.tar'))).toEqual(await probeImage());
  });

  it('does not take a success that is not the program’s', async () => {
    runtime('docker', 'run) exit 0;;');
    expect(await probeRuntime(folder)).toEqual({ why: 'docker: run ended with 0; podman: not in PATH' });
  });

  it('does not wait longer than it may', async () => {
    runtime('docker', 'import) sleep 60;;');
    expect(await probeRuntime(folder, 300)).toMatchObject({
      why: expect.stringContaining('docker: import took too long'),
    });
  });
});

describe('probeImage', () => {
  it('is the same at any time', async () => {
    const header = (await probeImage()).subarray(0, 512);
    // The octal digits of the modification time. Source: POSIX ustar header.
    expect(header.subarray(136, 147).toString().trim()).toMatch(/^0+$/);
  });

  const unpacked = async () => {
    writeFileSync(join(folder, 'image.tar'), await probeImage());
    spawnSync('tar', ['--extract', '--file', join(folder, 'image.tar'), '--directory', folder]);
    return join(folder, 'probe');
  };

  // The program is Linux's; elsewhere it runs in the runtime's virtual machine only.
  if (process.platform === 'linux')
    it('holds a program that says it ran', async () => {
      expect(spawnSync(await unpacked()).status).toBe(PROBE_STATUS);
    });

  it('has one for the other processor, and says where there is none', async () => {
    const image = await probeImage('arm64');
    // ELF, for AArch64. Source: elf(5), e_machine 183.
    expect([image.subarray(513, 516).toString(), image.readUInt16LE(512 + 18)]).toEqual(['ELF', 183]);
    await expect(probeImage('riscv64')).rejects.toThrow('no probe for the processor riscv64');
  });
});
