import type { DescribeServicesCommandInput, DescribeServicesCommandOutput } from '@aws-sdk/client-ecs';
import { arnOf } from '../../../kernel/scope.ts';
import { invalidParameter } from '../../../runtime/container-service/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireService } from '../mapping.ts';

/** Source: ECS API, DescribeServices: ten services a call. */
const MOST = 10;

export const describeServices =
  ({
    services,
    clusters,
  }: EcsDependencies): Handler<DescribeServicesCommandInput, Omit<DescribeServicesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const references = input.services ?? [];
    if (references.length === 0) throw invalidParameter('Services cannot be empty.');
    if (references.length > MOST) throw invalidParameter('Services cannot have more than 10 elements.');
    const cluster = clusters.active(scope, input.cluster);
    const asked = references.map((reference) => ({
      reference,
      service: services.find(scope, input.cluster, reference),
    }));
    const includeTags = input.include?.includes('TAGS') ?? false;
    return {
      services: asked.flatMap(({ service }) => (service ? [wireService(service, includeTags)] : [])),
      failures: asked.flatMap(({ reference, service }) =>
        service
          ? []
          : [{ arn: arnOf(scope, 'ecs', `service/${cluster.name}/${reference.split('/').at(-1)}`), reason: 'MISSING' }],
      ),
    };
  };
