import { struct, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { ResourceContext, ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { Rotations } from '../runtime/secrets/rotations.ts';
import { unlessGone } from './gone.ts';
import { isTrue } from './template-boolean.ts';

export interface RotationScheduleProperties {
  RotateImmediatelyOnUpdate?: boolean | string;
  RotationLambdaARN?: string;
  RotationRules?: { AutomaticallyAfterDays?: number | string; Duration?: string; ScheduleExpression?: string };
  SecretId: string;
}

const properties: Record<string, PropertyShape> = {
  RotateImmediatelyOnUpdate: 'value',
  RotationLambdaARN: 'value',
  RotationRules: struct({ AutomaticallyAfterDays: 'value', Duration: 'value', ScheduleExpression: 'value' }),
  SecretId: 'value',
};

/**
 * AWS::SecretsManager::RotationSchedule. `Ref` is the secret's ARN. HostedRotationLambda needs the transform
 * AWS::SecretsManager-2020-07-23, which is not rehearsed, and is refused by name.
 */
export function rotationScheduleProvider({
  rotations,
  ids,
}: {
  rotations: Rotations;
  ids: Ids;
}): ResourceProvider<RotationScheduleProperties> {
  const rotate = (wanted: RotationScheduleProperties, { scope }: ResourceContext) => {
    const { AutomaticallyAfterDays: days, Duration, ScheduleExpression } = wanted.RotationRules ?? {};
    const { arn } = rotations.rotate(scope, wanted.SecretId, {
      token: ids.uuid(),
      functionArn: wanted.RotationLambdaARN,
      rules: wanted.RotationRules && {
        automaticallyAfterDays: days === undefined ? undefined : Number(days),
        duration: Duration,
        scheduleExpression: ScheduleExpression,
      },
      // Source: RotateImmediatelyOnUpdate: by default rotated at once.
      immediately: wanted.RotateImmediatelyOnUpdate === undefined || isTrue(wanted.RotateImmediatelyOnUpdate),
    });
    return { physicalId: arn, attributes: { Id: arn } };
  };
  return {
    type: 'AWS::SecretsManager::RotationSchedule',
    properties,
    replaceOn: ['SecretId'],
    create: async (wanted, context) => rotate(wanted, context),
    update: async (_state, wanted, _previous, context) => rotate(wanted, context),
    async delete(state, _wanted, { scope }) {
      unlessGone(() => void rotations.cancel(scope, state.physicalId));
    },
  };
}
