import {
  CodeDeployClient,
  CreateApplicationCommand,
  type CreateDeploymentCommandInput,
} from '@aws-sdk/client-codedeploy';
import { appSpecYaml } from '../../../rehearsal/adapters/app-spec-yaml.ts';
import type { Clock } from '../../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { codeDeploy, type CodeDeploy } from '../../../rehearsal/runtime/deployments/codedeploy.ts';
import { appSpecFor, FakeReleaseWorld } from '../../../rehearsal/runtime/deployments/fake-release-world.ts';
import { codedeployApi } from '../../../rehearsal/services/codedeploy/codedeploy-api.ts';
import { startGateway, type TestGateway } from './gateway.ts';

/** CodeDeploy behind a gateway, over a world in memory, with the application `picus-prod`. */
export interface CodeDeployFixture {
  world: FakeReleaseWorld;
  useCases: CodeDeploy;
  gateway: TestGateway;
  client: CodeDeployClient;
  stop(): Promise<void>;
}

export async function codeDeployFixture(clock: Clock): Promise<CodeDeployFixture> {
  const world = new FakeReleaseWorld();
  const useCases = codeDeploy({
    clock,
    ids: randomIds,
    log: silentLog,
    taskSets: world.taskSets,
    targetGroups: world.targetGroups,
    listeners: world.listeners,
    functions: world.functions,
    alarmStates: world.alarmStates,
    appSpecs: appSpecYaml,
  });
  const gateway = await startGateway([codedeployApi(useCases)]);
  const client = new CodeDeployClient(gateway.clientConfig());
  await client.send(new CreateApplicationCommand({ applicationName: 'picus-prod', computePlatform: 'ECS' }));
  return {
    world,
    useCases,
    gateway,
    client,
    async stop() {
      client.destroy();
      await gateway.close();
      await useCases.close();
    },
  };
}

export const deploymentOf = (revision = 2, hooks: Record<string, string> = {}): CreateDeploymentCommandInput => ({
  applicationName: 'picus-prod',
  deploymentGroupName: 'picus-prod',
  revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpecFor(revision, hooks) } },
});
