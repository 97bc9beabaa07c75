const INSTEAD = `CloudFormation sends every property of the ECS service with any change to it, and under CODE_DEPLOY ECS refuses;
a load balancer or target group that is replaced takes its traffic with it, and its fixed name is taken. Instead:
  - number of tasks: Application Auto Scaling, not DesiredCount
  - subnets, security groups, platform version, capacity: they travel in each release's AppSpec, from the stack's outputs
  - another zone: one more entry in \`zones\` of infra/config; \`zonesAtCreation\` stays
  - image, environment, cpu, memory: the task definition, which a release shifts to
  - stack tags: none; tag resources one by one
  - health check, attributes of load balancer and target groups: CloudFormation changes them in place. Look at the change
    set (no "Replacement: True"), then accept it
  - name, port, protocol, type, logical id: a new environment, and DNS between the two
To accept a change, or for an environment that was never deployed: UPDATE_BASELINES=1 npm run test:synth, and commit.`;

/** @returns what changed and what to do instead; undefined when nothing did. */
export function compareWithBaseline(environment: string, baseline: unknown, now: unknown): string | undefined {
  const changes = differences('', baseline, now);
  return changes.length === 0
    ? undefined
    : `What is frozen in ${environment} has changed:\n${changes.map((change) => `  ${change}`).join('\n')}\n${INSTEAD}`;
}

function differences(path: string, before: unknown, after: unknown): string[] {
  if (!isContainer(before) || !isContainer(after))
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [`${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(path === '' ? key : `${path}.${key}`, before[key], after[key]),
  );
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
