import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  type ECSTarget,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';

export interface DeploymentGroupRef {
  application: string;
  group: string;
}

/** A deployment as a client sees it at one moment. */
export interface DeploymentSight {
  id: string;
  info: DeploymentInfo;
  target: ECSTarget | undefined;
}

/** The newest deployment of the group that is not among `known`, or undefined while there is none. */
export async function newestDeployment(
  client: CodeDeployClient,
  ref: DeploymentGroupRef,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  return (await newDeployments(client, ref, known))[0];
}

/** The first deployment of the group that is not among `known`: later ones roll it back. */
export async function firstNewDeployment(
  client: CodeDeployClient,
  ref: DeploymentGroupRef,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  return (await newDeployments(client, ref, known)).at(-1);
}

async function newDeployments(client: CodeDeployClient, ref: DeploymentGroupRef, known: ReadonlySet<string>) {
  const { deployments = [] } = await client.send(
    new ListDeploymentsCommand({ applicationName: ref.application, deploymentGroupName: ref.group }),
  );
  return deployments.filter((id) => !known.has(id));
}

/** Every deployment that the group has had so far. */
export async function knownDeployments(client: CodeDeployClient, ref: DeploymentGroupRef): Promise<Set<string>> {
  const known = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListDeploymentsCommand({ applicationName: ref.application, deploymentGroupName: ref.group, nextToken }),
    );
    for (const id of page.deployments ?? []) known.add(id);
    nextToken = page.nextToken;
  } while (nextToken);
  return known;
}

export async function sightOf(client: CodeDeployClient, deploymentId: string): Promise<DeploymentSight> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  if (!deploymentInfo) throw new Error(`CodeDeploy answered nothing about ${deploymentId}.`);
  const { targetIds = [] } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
  if (targetIds.length === 0) return { id: deploymentId, info: deploymentInfo, target: undefined };
  const { deploymentTargets = [] } = await client.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  );
  return { id: deploymentId, info: deploymentInfo, target: deploymentTargets[0]?.ecsTarget };
}
