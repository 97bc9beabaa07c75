import type { Assembly } from '../../../rehearsal/domain/stack/assembly.ts';

export interface TemplateDocument {
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, { Value: unknown }>;
}

export interface TemplateResource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
}

/** The assembly with one stack's template changed. Throws when there is no such stack, or when nothing was changed. */
export function changedAssembly(
  assembly: Assembly,
  stackName: string,
  change: (template: TemplateDocument) => void,
): Assembly {
  let changes = 0;
  const environments = assembly.environments.map((environment) => ({
    ...environment,
    stacks: environment.stacks.map((stack) => {
      if (stack.name !== stackName) return stack;
      const template = JSON.parse(stack.templateBody) as TemplateDocument;
      change(template);
      const templateBody = JSON.stringify(template);
      if (templateBody !== JSON.stringify(JSON.parse(stack.templateBody))) changes++;
      return { ...stack, templateBody };
    }),
  }));
  if (changes === 0) throw new Error(`Nothing was changed in a stack ${stackName}: the test would prove nothing.`);
  return { ...assembly, environments };
}

/** Every resource of a type. Throws when there is none. */
export function resourcesOf({ Resources }: TemplateDocument, type: string): TemplateResource[] {
  const found = Object.values(Resources).filter(({ Type }) => Type === type);
  if (found.length === 0) throw new Error(`The template has no ${type}.`);
  return found;
}

/** Tasks that drain for a moment only: how long they do is the service's matter, and real time. */
export function draining(template: TemplateDocument, seconds: number): void {
  for (const { Properties } of resourcesOf(template, 'AWS::ECS::TaskDefinition'))
    for (const { Environment } of Properties['ContainerDefinitions'] as {
      Environment: { Name: string; Value: string }[];
    }[]) {
      const drain = Environment.find(({ Name }) => Name === 'DRAIN_SECONDS');
      if (!drain) throw new Error('The container has no DRAIN_SECONDS.');
      drain.Value = String(seconds);
    }
}

/** Another deployment configuration, where the template and its output name it. */
export function shiftingWith(template: TemplateDocument, deploymentConfig: string): void {
  for (const { Properties } of resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup'))
    Properties['DeploymentConfigName'] = deploymentConfig;
  const output = template.Outputs['DeploymentConfigName'];
  if (!output) throw new Error('The template has no output DeploymentConfigName.');
  output.Value = deploymentConfig;
}

/** How long blue lives on after the shift, in minutes of the template. */
export function keepingBlue(template: TemplateDocument, minutes: number): void {
  for (const { Properties } of resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup')) {
    const settings = Properties['BlueGreenDeploymentConfiguration'] as {
      TerminateBlueInstancesOnDeploymentSuccess: { TerminationWaitTimeInMinutes: number };
    };
    settings.TerminateBlueInstancesOnDeploymentSuccess.TerminationWaitTimeInMinutes = minutes;
  }
}
