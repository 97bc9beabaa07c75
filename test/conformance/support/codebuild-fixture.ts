import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  StartBuildCommand,
  type Build,
  type CreateProjectCommandInput,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRunner } from '../../../rehearsal/adapters/build-runner/build-runner.ts';
import { buildspecYaml } from '../../../rehearsal/adapters/buildspec-yaml.ts';
import { objectStore } from '../../../rehearsal/adapters/object-store/object-store.ts';
import { processLedger } from '../../../rehearsal/adapters/process-runtime/process-ledger.ts';
import { reportXml } from '../../../rehearsal/adapters/report-xml.ts';
import { AwsError } from '../../../rehearsal/kernel/aws-error.ts';
import { randomIds } from '../../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../../rehearsal/kernel/manual-clock.ts';
import { Buckets } from '../../../rehearsal/runtime/buckets/buckets.ts';
import { Builds } from '../../../rehearsal/runtime/builds/builds.ts';
import { Identities } from '../../../rehearsal/runtime/identity/identities.ts';
import { Roles } from '../../../rehearsal/runtime/identity/roles.ts';
import { LogGroups } from '../../../rehearsal/runtime/logs/log-groups.ts';
import { Parameters } from '../../../rehearsal/runtime/parameters/parameters.ts';
import { codebuildApi } from '../../../rehearsal/services/codebuild/codebuild-api.ts';
import { stsApi } from '../../../rehearsal/services/sts/sts-api.ts';
import { startGateway, TEST_SCOPE as scope } from './gateway.ts';

export type CodebuildFixture = Awaited<ReturnType<typeof startCodebuild>>;

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** CodeBuild and STS behind a gateway; builds are real processes below a folder that goes with the fixture. */
export async function startCodebuild({ caches = true } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codebuild-')));
  // Real time to start with: credentials that builds get must not look expired to SDKs.
  const clock = new ManualClock(Date.now());
  const ids = randomIds;
  const roles = new Roles({ clock, ids });
  const identities = new Identities({ clock, ids, roles, defaultAccount: scope.account });
  const role = roles.create(scope.account, { name: 'builder', path: '/', trust });
  const logs = new LogGroups({ clock });
  const parameters = new Parameters({ clock, ids });
  let url = '';
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, "# the engine's\n");
  const runner = buildRunner({
    directory: join(folder, 'builds'),
    ledger: processLedger(join(folder, 'processes.ndjson')),
    credentials: identities,
    hostEnvironment: () => ({
      AWS_ENDPOINT_URL: url,
      HTTP_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
      NODE_EXTRA_CA_CERTS: authority,
    }),
    npm: {
      userConfig: 'fund=false\n',
      cache: join(folder, 'npm-cache'),
      certificates: "# the machine's\n",
      registryHosts: [],
    },
    pinnedTools: [],
    tools: [],
    hostPath: process.env['PATH'] ?? '',
    caches: join(folder, 'caches'),
  });
  const buckets = new Buckets({ clock, ids, store: objectStore(join(folder, 'buckets')) });
  const secretValues = new Map<string, string>();
  const builds = new Builds({
    clock,
    ids,
    log: silentLog,
    logs,
    parameters,
    runner,
    documents: buildspecYaml,
    secrets: {
      valueOf: (_scope, { secretId, jsonKey = '', versionStage = '', versionId = '' }) => {
        const value = secretValues.get([secretId, jsonKey, versionStage, versionId].join('|'));
        if (value !== undefined) return value;
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      },
    },
    reportDocuments: reportXml,
    cacheObjects: caches ? buckets : undefined,
  });
  const gateway = await startGateway([codebuildApi({ builds }), stsApi({ identities })], { identities });
  url = gateway.url;
  const client = new CodeBuildClient(gateway.clientConfig());

  const get = async (id = '') => (await client.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0] ?? {};
  return {
    folder,
    clock,
    builds,
    buckets,
    parameters,
    /** By id, JSON key, version stage and version id with `|` between them. */
    secretValues,
    gateway,
    client,
    role: role.arn,
    get,
    /** Asks until it has ended. */
    async ended(id: string | undefined): Promise<Build> {
      for (;;) {
        const build = await get(id);
        if (build.buildComplete) return build;
      }
    },
    createProject: (name: string, buildspec: string | undefined, more: Partial<CreateProjectCommandInput> = {}) =>
      client.send(
        new CreateProjectCommand({
          name,
          source: { type: 'NO_SOURCE', buildspec },
          artifacts: { type: 'NO_ARTIFACTS' },
          environment: {
            type: 'ARM_CONTAINER',
            image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
            computeType: 'BUILD_GENERAL1_SMALL',
          },
          serviceRole: role.arn,
          ...more,
        }),
      ),
    startBuild: async (projectName: string, more: Partial<StartBuildCommandInput> = {}) =>
      (await client.send(new StartBuildCommand({ projectName, ...more }))).build ?? {},
    /** Lines of a build's log; those of CodeBuild itself without their time. */
    logOf: ({ group, stream }: { group: string; stream: string }): string[] =>
      (
        logs
          .list(scope)
          .find(({ name }) => name === group)
          ?.streams.get(stream)
          ?.events() ?? []
      ).map(({ message }) => message.replace(/^\[Container\] \S+ \S+ /, '> ')),
    /** What builds left on disk. */
    leftovers: () => readdirSync(join(folder, 'builds')),
    async stop() {
      client.destroy();
      await gateway.close();
      await builds.close();
      rmSync(folder, { recursive: true });
    },
  };
}
