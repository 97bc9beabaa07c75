import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { randomUUID } from 'node:crypto';
import { environment } from './environment.ts';
import { runHook, type HookEvent } from './hook.ts';
import { loadBalancerView } from './load-balancer.ts';
import { requestSender } from './send-request.ts';
import { verifyGreen } from './verify.ts';

const codedeploy = new CodeDeployClient();
const elb = new ElasticLoadBalancingV2Client();
const ec2 = new EC2Client();

const log = (entry: Readonly<Record<string, unknown>>) => console.log(JSON.stringify(entry));

/** AfterAllowTestTraffic hook of one environment. */
export const handler = (event: HookEvent): Promise<void> =>
  runHook(event, {
    log,
    verify: () => {
      const settings = environment(process.env);
      return verifyGreen(settings, {
        loadBalancer: loadBalancerView(elb, ec2, settings.loadBalancerArn),
        send: requestSender(settings.testOrigin),
        clock: { now: Date.now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) },
        newRequestId: randomUUID,
        log,
      });
    },
    report: async (status) => {
      await codedeploy.send(
        new PutLifecycleEventHookExecutionStatusCommand({
          deploymentId: event.DeploymentId,
          lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
          status,
        }),
      );
    },
    within: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
  });
