import { PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { drillFaults } from '../drill-faults.ts';
import type { ReleaseWay } from '../play-release.ts';
import type { ExecutionWatch } from './execution-watch.ts';

/** Lets an execution that waits at the gate into the environment, and waits for its end. */
export const byApproval =
  (watch: ExecutionWatch, pipeline: string): ReleaseWay =>
  async (stage, { before, isFaulty }) => {
    const { engine, clients, product, signal } = stage;
    const { environment } = product.drill;
    // What the stage's stacks will name: a newer revision of the same family.
    const family = before.TaskDefinitionArn.slice(0, before.TaskDefinitionArn.lastIndexOf(':') + 1);
    if (isFaulty)
      engine.injectFaults(
        (arn) => arn.startsWith(family) && arn !== before.TaskDefinitionArn,
        drillFaults(stage, before.ProductionListenerArn),
      );
    const waiting = await watch.waitingIn(environment, signal);
    if (waiting?.token === undefined) throw new Error(`No execution of ${pipeline} waits to enter ${environment}.`);
    await clients.codepipeline.send(
      new PutApprovalResultCommand({
        pipelineName: pipeline,
        stageName: environment,
        actionName: waiting.action,
        token: waiting.token,
        result: { status: 'Approved', summary: 'approved by the drill' },
      }),
    );
    const execution = await watch.ended(signal);
    return execution?.status === 'Succeeded';
  };
