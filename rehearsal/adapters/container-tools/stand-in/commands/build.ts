import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf } from '../../../../kernel/aws-error.ts';
import { imageBuilder } from '../../../image-builder/image-builder.ts';
import { parseReference, textOf, type Reference } from '../../references.ts';
import { buildSteps } from '../build-steps.ts';
import { DockerFailure } from '../docker-failure.ts';
import { labelled } from '../labelled-image.ts';
import { readOptions, type Options } from '../options.ts';
import { MACHINE_PLATFORM, PLATFORM_ARGUMENTS } from '../platform.ts';
import type { Command, Session } from '../session.ts';

const FORM = {
  options: ['build-arg=', 'file|f=', 'iidfile=', 'label=', 'platform=', 'progress=', 'quiet|q', 'tag|t='],
  operands: [1, 1],
} as const;

/** `docker build` as BuildKit does it, over the engine's own builder and its cache. Progress goes to standard error. */
export const build: Command = async (args, session) => {
  const options = readOptions('build', args, FORM);
  const report = options.has('quiet') ? () => {} : session.report;
  const platform = platformOf(options, report);
  const tags = options.values('tag').map(tagOf);
  const context = contextOf(options);
  const dockerfile = resolve(options.value('file') ?? join(context, 'Dockerfile'));
  if (!existsSync(dockerfile))
    throw failed(`failed to read dockerfile: open ${options.value('file') ?? 'Dockerfile'}: no such file or directory`);
  const request = {
    context,
    dockerfile,
    buildArgs: { ...PLATFORM_ARGUMENTS, ...pairs(options.values('build-arg'), session.environment) },
  };
  const digest = await made(session, request, report).catch((error: unknown) => {
    throw failed(messageOf(error));
  });
  const { store } = session.images;
  const image = session.images.add(labelled(store, digest, pairs(options.values('label'), {})), { platform });
  report(`exporting to image`);
  report(`writing image ${image.id} done`);
  for (const tag of tags) {
    session.images.tag(tag, image.digest);
    report(`naming to ${textOf(tag)} done`);
  }
  const file = options.value('iidfile');
  if (file !== undefined) writeFileSync(file, image.id);
  if (options.has('quiet')) session.print(image.id);
};

type Request = Parameters<typeof buildSteps>[0];

async function made(session: Session, request: Request, report: (line: string) => void): Promise<string> {
  const directory = join(session.settings.cache, 'builds');
  const unused = await buildSteps(request, {
    directory,
    shimDirectory: join(session.folder, 'stand-in', 'node'),
    report,
  });
  const names = unused.filter((name) => !(name in PLATFORM_ARGUMENTS));
  if (names.length > 0) report(`[Warning] One or more build-args [${names.join(' ')}] were not consumed`);
  return (await imageBuilder({ store: session.images.store, directory }).buildImage(request)).digest;
}

const failed = (why: string) => new DockerFailure(`ERROR: failed to build: failed to solve: ${why}`);

function platformOf(options: Options, report: (line: string) => void): string {
  const platform = options.value('platform') ?? MACHINE_PLATFORM;
  if (platform !== 'linux/arm64' && platform !== 'linux/amd64')
    throw new DockerFailure(`ERROR: --platform ${platform}: the stand-in for docker takes linux/arm64 or linux/amd64.`);
  if (platform !== MACHINE_PLATFORM)
    report(
      `--platform ${platform} is recorded: the stand-in for docker builds and runs it with this machine's Node (${MACHINE_PLATFORM}).`,
    );
  const progress = options.value('progress') ?? 'plain';
  if (progress !== 'plain' && progress !== 'auto')
    throw new DockerFailure(`ERROR: --progress ${progress}: the stand-in for docker shows plain progress only.`);
  return platform;
}

function tagOf(text: string): Reference {
  const reference = parseReference(text);
  if (!reference || reference.digest) throw new DockerFailure(`ERROR: invalid tag "${text}": invalid reference format`);
  return reference;
}

function contextOf({ operands: [path = ''] }: Options): string {
  if (path === '-' || /^[a-z+]+:\/\//.test(path))
    throw new DockerFailure(`ERROR: the context ${path}: the stand-in for docker builds folders only.`);
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new DockerFailure(`ERROR: failed to build: unable to prepare context: path "${path}" not found`);
  return resolve(path);
}

/** `K=V`; of a bare `K` the value is the environment's, and without one there it is left out. */
function pairs(
  written: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    written.flatMap((pair) => {
      const equals = pair.indexOf('=');
      if (equals >= 0) return [[pair.slice(0, equals), pair.slice(equals + 1)]];
      const value = environment[pair];
      return value === undefined ? [] : [[pair, value]];
    }),
  );
}
