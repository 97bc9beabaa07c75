import type { Configuration } from '../../infra/config/schema.ts';
import { ofType, property, type SynthesizedStack } from '../docs/cloud-assembly.ts';
import { costs, type CostLine } from './cost-lines.ts';
import { prices } from './prices.ts';
import { shiftMinutes } from './release-capacity.ts';
import { PIPELINE_USAGE } from './usage.ts';

interface Stage {
  readonly Actions: readonly { readonly ActionTypeId: { readonly Category: string } }[];
}

/** What the tools account has of its own: the pipeline, its builds, the images and their keys. */
export function pipelineCost({ environments, image }: Configuration, stack: SynthesizedStack): CostLine[] {
  const { executionsPerMonth, minutes, imageGb, artifactGb } = PIPELINE_USAGE;
  const categories = ofType(stack, 'AWS::CodePipeline::Pipeline')
    .flatMap((pipeline) => property(pipeline, 'Stages') as readonly Stage[])
    .flatMap(({ Actions }) => Actions.map(({ ActionTypeId }) => ActionTypeId.Category));
  const takes = (category: string) => {
    const each = minutes[category];
    if (each === undefined) throw new Error(`tools/cost/usage.ts does not say how long an action of ${category} takes`);
    return each;
  };
  // The deploy step of an environment waits for both shifts.
  const shifts = environments.reduce(
    (total, { release }) =>
      total + shiftMinutes(release.deploymentConfig) + shiftMinutes(release.functionDeploymentConfig),
    0,
  );
  const builds = categories.filter((category) => category === 'Build' || category === 'Test');
  const buildMinutes = builds.reduce((total, category) => total + takes(category), 0) + shifts;
  const actionMinutes = categories.reduce((total, category) => total + takes(category), 0) + shifts;
  return [
    costs('Pipeline', prices.actionMinute, [executionsPerMonth, 'executions'], [actionMinutes, 'minutes of actions']),
    costs(
      'Builds',
      image.architecture === 'ARM64' ? prices.armBuildMinute : prices.x86BuildMinute,
      [executionsPerMonth, 'executions'],
      [buildMinutes, `minutes of ${builds.length} builds`],
    ),
    costs('Keys', prices.key, [ofType(stack, 'AWS::KMS::Key').length, '']),
    costs('Images', prices.imageGb, [imageGb, 'GB']),
    costs('Artifacts', prices.bucketGb, [artifactGb, 'GB']),
  ];
}
