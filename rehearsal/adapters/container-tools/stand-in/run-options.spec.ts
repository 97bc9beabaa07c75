import { describe, expect, it } from '@jest/globals';
import { readRun } from './run-options.ts';

describe('readRun', () => {
  it('reads how a hardened service is run', () => {
    const args =
      '-d --rm --name web --read-only -e A=1 --env HOST --env MISSING -p 127.0.0.1::8080 --publish 80:8081/tcp -p 9 ' +
      '--user 65532 --tmpfs /tmp:size=1m --cap-drop ALL --security-opt no-new-privileges --network bridge -m 64m ' +
      '--entrypoint node image:1 main.mjs --flag';
    expect(readRun(args.split(' '), { HOST: 'here' })).toEqual({
      image: 'image:1',
      detach: true,
      name: 'web',
      environment: { A: '1', HOST: 'here' },
      readOnly: true,
      remove: true,
      published: [
        { address: '127.0.0.1', hostPort: 0, containerPort: 8080 },
        { address: '0.0.0.0', hostPort: 80, containerPort: 8081 },
        { address: '0.0.0.0', hostPort: 0, containerPort: 9 },
      ],
      capDrop: ['ALL'],
      securityOptions: ['no-new-privileges'],
      tmpfs: ['/tmp:size=1m'],
      entryPoint: ['node'],
      command: ['main.mjs', '--flag'],
      user: '65532',
      memoryMiB: 64,
    });
  });

  it.each([
    ['--network host image', '--network host'],
    ['--tmpfs /run image', '--tmpfs /run'],
    ['--security-opt seccomp=x.json image', '--security-opt seccomp=x.json'],
    ['--publish 10.0.0.1:80:80 image', 'publishes on 127.0.0.1 only'],
    ['--publish 80-90:80-90 image', 'invalid publish specification: 80-90:80-90'],
    ['--publish 53:53/udp image', 'invalid publish specification: 53:53/udp'],
    ['--memory much image', 'invalid argument "much"'],
    ['--memory 1m image', 'Minimum memory limit allowed is 6MB'],
    ['--name a/b image', 'Invalid container name (a/b)'],
    ['--volume a:/b image', 'unknown flag: --volume'],
    ['--health-cmd true image', 'unknown flag: --health-cmd'],
  ])('refuses %s', (args, message) => {
    const refusal = expect.objectContaining({
      status: 125,
      message: expect.stringContaining(message),
    }) as unknown as Error;
    expect(() => readRun(args.split(' '), {})).toThrow(refusal);
  });
});
