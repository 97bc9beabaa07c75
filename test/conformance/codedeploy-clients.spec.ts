import {
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  waitUntilDeploymentSuccessful,
} from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { groupRequest } from '../../rehearsal/runtime/deployments/fake-release-world.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { codeDeployFixture, type CodeDeployFixture, deploymentOf } from './support/codedeploy-fixture.ts';

describe('CodeDeploy on a clock that runs', () => {
  let fixture: CodeDeployFixture;

  beforeEach(async () => {
    fixture = await codeDeployFixture(scaledClock(60));
    await fixture.client.send(
      new CreateDeploymentGroupCommand({
        ...groupRequest,
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
        },
      }),
    );
  });

  afterEach(() => fixture.stop());

  it('satisfies the waiter deployment-successful', async () => {
    const { client, world } = fixture;
    const { deploymentId } = await client.send(new CreateDeploymentCommand(deploymentOf()));
    const waited = await waitUntilDeploymentSuccessful(
      { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
      { deploymentId },
    );
    expect(waited.state).toBe('SUCCESS');
    expect(world.shares).toEqual([0, 100]);
  });

  it(`serves aws deploy (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    const { client, gateway, useCases } = fixture;
    const ended = new Promise<void>((resolve) => {
      useCases.deployments.changed.subscribe(({ state }) => state.phase === 'Succeeded' && resolve());
    });
    const created = await awsCli(
      gateway,
      'deploy',
      'create-deployment',
      '--application-name=picus-prod',
      '--deployment-group-name=picus-prod',
      `--revision=${JSON.stringify(deploymentOf().revision)}`,
    );
    expect(created.stderr).toBe('');
    const { deploymentId } = JSON.parse(created.stdout) as { deploymentId: string };
    await ended;
    // The CLI polls at once, then every 15 s: it is asked when there is something to see.
    const waited = await awsCli(gateway, 'deploy', 'wait', 'deployment-successful', `--deployment-id=${deploymentId}`);
    expect(waited).toMatchObject({ code: 0 });
    const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
    expect(deploymentInfo?.status).toBe('Succeeded');
  });
});
