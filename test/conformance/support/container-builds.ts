import { expect } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WEB_CONTEXT } from './images/build-web.ts';

export const ECR_HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';

interface Outcome {
  status: number;
  out: string;
  err: string;
}

export type ContainerBuild = ReturnType<typeof containerBuild>;

export interface ContainerBuildOptions {
  /** Made: the build's own. */
  home: string;
  /** Where its `docker` is. */
  tools: string;
  environment: Record<string, string>;
  /** Of the registry. */
  password: string;
}

/** What a CodeBuild build is to docker: a HOME of its own, and commands. */
export function containerBuild({ home, tools, environment, password }: ContainerBuildOptions) {
  mkdirSync(home, { recursive: true });
  const env = { HOME: home, PATH: `${tools}:${process.env['PATH']}`, HTTP_PROXY: 'http://127.0.0.1:9', ...environment };
  const given = (input: string, ...args: string[]) =>
    new Promise<Outcome>((resolve) => {
      const child = execFile('docker', args, { env, cwd: home }, (error, out, err) =>
        resolve({ status: error ? Number(error.code) : 0, out, err }),
      );
      child.stdin?.end(input);
    });
  const docker = (...args: string[]) => given('', ...args);
  return {
    home,
    env,
    docker,
    login: (secret = password) => given(`${secret}\n`, 'login', '--username', 'AWS', '--password-stdin', ECR_HOST),
    /** Builds the image `web`. */
    image: async (reference: string, ...more: string[]) => {
      const outcome = await docker('build', '--build-arg', 'REVISION=r1', '--tag', reference, ...more, WEB_CONTEXT);
      expect(outcome).toMatchObject({ status: 0 });
      return outcome;
    },
    /** Detached, with port 8080 published on a free one; resolves with where it answers. */
    detached: async (reference: string, name: string, ...more: string[]) => {
      const outcome = await docker(
        'run',
        '--detach',
        '--name',
        name,
        '--publish',
        '127.0.0.1::8080',
        ...more,
        reference,
      );
      expect(outcome).toMatchObject({ status: 0, out: expect.stringMatching(/^[0-9a-f]{64}\n$/) });
      return `http://${(await docker('port', name, '8080')).out.trim()}`;
    },
    state: async (name: string, field: string) =>
      (await docker('inspect', '--format', `{{.State.${field}}}`, name)).out.trim(),
    /** Removes the containers that still run. */
    async end(): Promise<void> {
      if (!existsSync(join(home, '.docker', 'stand-in', 'containers'))) return;
      const { out } = await docker('ps', '--quiet');
      const names = out.split('\n').filter((name) => name !== '');
      if (names.length > 0) await docker('rm', '--force', ...names);
    },
  };
}

/** As `curl --retry-all-errors`: until it answers. */
export async function answerOf(url: string): Promise<string> {
  for (;;) {
    const answer = await fetch(url).then(
      (response) => response.text(),
      () => undefined,
    );
    if (answer !== undefined) return answer;
  }
}
