import { type Command, InvalidArgumentError, Option } from 'commander';
import { accept, type AcceptOptions } from './commands/accept.ts';
import { guard } from './commands/guard.ts';
import { image, type ImageOptions } from './commands/image.ts';
import { verified } from './commands/verified.ts';
import type { Context } from './context.ts';
import { systemHttp } from './http.ts';
import { readSbom } from './images/attach-sbom.ts';
import { dockerProgram } from './images/docker.ts';
import { readFindingsPolicy, readImageNames } from './images/image-names.ts';
import { liveService } from './images/live-image.ts';
import { faint } from './line.ts';
import type { Outcome } from './outcome.ts';

/** What the composition root lends: a command with the common options, and how one is run. */
interface Root<Common> {
  command: (name: string, description: string) => Command;
  run: (options: Common, work: (context: Context) => Promise<Outcome>) => Promise<void>;
}

const IMAGE = [
  '--image <file>',
  "image.json of the build step: the image's names, and which findings block it",
] as const;
const SERVICE = 'ECS service, CLUSTER/SERVICE or one name for both';

/** The steps of a pipeline around a release: `image`, `guard`, `accept`, `verified`. */
export function addImageCommands<Common>({ command, run }: Root<Common>): void {
  command('image', 'Build, run, push and scan the image where its tag is missing, and then tag it as tested.')
    .requiredOption(...IMAGE)
    .requiredOption('--git-sha <sha>', 'commit that is checked out; baked into what is built')
    .option('--context <directory>', 'that the image is built from', '.')
    .option('--health-path <path>', 'answers 200 when the service is ready', '/health/ready')
    .option('--version-path <path>', 'answers JSON with the gitSha that was baked in', '/version')
    .addOption(count('--ready-seconds <seconds>', 'within which the image must be ready', 60))
    .addOption(count('--scan-minutes <minutes>', 'within which its scan must have ended', 15))
    .option('--sbom <file>', 'CycloneDX file of the build step, which the image gets; without it it gets none')
    .action((options: Common & Omit<ImageOptions, 'findings' | 'sbom'> & { image: string; sbom?: string }) =>
      run(options, async (context) => {
        const docker = dockerProgram((line) => context.print(faint(`  ${line}`)), context.interrupted);
        const tools = { docker, http: systemHttp(context.interrupted) };
        const findings = readFindingsPolicy(options.image);
        const sbom = options.sbom === undefined ? undefined : readSbom(options.sbom);
        return image(readImageNames(options.image), { ...options, findings, sbom }, tools, context);
      }),
    );

  command('guard', 'Refuse an environment whose image is not tested, or not verified by the environment before it.')
    .requiredOption(...IMAGE)
    .requiredOption('--environment <name>', 'that is about to change')
    .option('--service <name>', `its ${SERVICE}: what runs there must still be in the repository`)
    .option('--after <environment>', 'that must have verified the same digest')
    .option('--after-service <name>', `its ${SERVICE}: a refusal says what runs there`)
    .action(
      (
        options: Common & {
          image: string;
          environment: string;
          service?: string;
          after?: string;
          afterService?: string;
        },
      ) =>
        run(options, async (context) =>
          guard(
            readImageNames(options.image),
            {
              environment: options.environment,
              service: options.service === undefined ? undefined : liveService(options.service),
              after: options.after,
              afterService: options.afterService === undefined ? undefined : liveService(options.afterService),
            },
            context,
          ),
        ),
    );

  command('accept', 'Ask an environment what its users ask it, and roll its release back where that fails.')
    .requiredOption('--url <url>', 'scheme and host', url)
    .addOption(
      new Option('--access <access>', 'restricted: that strangers are kept out is a check of its own')
        .choices(['public', 'restricted'])
        .default('public'),
    )
    .addOption(count('--tries <number>', 'how often each check is asked before it has failed', 5))
    .option('--rollback-stack <name>', 'service stack whose release is rolled back, while its window is open')
    .action((options: Common & AcceptOptions) =>
      run(options, async (context) => accept(options, { http: systemHttp(context.interrupted) }, context)),
    );

  command('verified', "Tag the image's digest as verified, after asserting that the environment's tasks run it.")
    .requiredOption(...IMAGE)
    .requiredOption('--environment <name>', 'that has accepted it')
    .requiredOption('--service <name>', `its ${SERVICE}`)
    .option('--prefix <prefix>', "first part of the tag, before the image's hash; without it <environment>-verified")
    .action((options: Common & { image: string; environment: string; service: string; prefix?: string }) =>
      run(options, async (context) =>
        verified(
          readImageNames(options.image),
          { environment: options.environment, service: liveService(options.service), prefix: options.prefix },
          context,
        ),
      ),
    );
}

const count = (flags: string, description: string, otherwise: number) =>
  new Option(flags, description).default(otherwise).argParser((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
    return value;
  });

function url(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('It must be an http or https URL.');
  return text;
}
