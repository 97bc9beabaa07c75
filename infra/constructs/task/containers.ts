import { Duration } from 'aws-cdk-lib';
import type { ContainerDefinitionOptions } from 'aws-cdk-lib/aws-ecs';
import type { Environment } from '../../config/schema.ts';
import { databaseSecrets, databaseVariables } from '../database/database-variables.ts';
import type { RelationalDatabase } from '../database/relational-database.ts';
import { accessVariables, corsVariables } from './access-variables.ts';

export interface ContainersProps {
  readonly environment: Environment;
  /** Of the app; the load balancer knows no other. */
  readonly containerPort: number;
  readonly tableName: string;
  readonly database: RelationalDatabase | undefined;
  /** Of this environment, in metrics and traces. */
  readonly serviceName: string;
  readonly metricsNamespace: string;
  readonly release: string | undefined;
}

type Container = Omit<ContainerDefinitionOptions, 'image'>;

/** Of the task only: nothing but the app asks it. */
const REDIRECT_PORT = 8081;
/** What the app hands to the redirect app. */
const REDIRECTED = '/rota1';

/** Seconds between the last unhealthy verdict and closing, for requests under way. */
const DRAIN_MARGIN = 5;
/** Seconds by which the redirect app outlives the app, which still asks it. */
const REDIRECT_MARGIN = 5;
/** Seconds after the app's drain until ECS kills; Fargate allows 120 in all. */
const KILL_MARGIN = 15;

/** What differs between the two containers of a task; both stop at the same signal. */
export function containers(props: ContainersProps): Readonly<Record<'app' | 'redirect', Container>> {
  const { environment, containerPort, release } = props;
  const { service, healthCheck } = environment;
  // On SIGTERM the service answers 503 on readiness and serves until the load balancer must have noticed.
  const drainSeconds = healthCheck.intervalSeconds * healthCheck.unhealthyThreshold + DRAIN_MARGIN;
  const stopTimeout = Duration.seconds(drainSeconds + KILL_MARGIN);
  const common = { LOG_LEVEL: service.logLevel, ...(release !== undefined && { RELEASE: release }) };
  const redirectOrigin = `http://127.0.0.1:${REDIRECT_PORT}`;

  return {
    app: {
      portMappings: [{ containerPort }],
      stopTimeout,
      environment: {
        PORT: String(containerPort),
        DRAIN_SECONDS: String(drainSeconds),
        ...common,
        AWS_REGION: environment.region,
        TABLE_NAME: props.tableName,
        SIDECAR_URL: redirectOrigin,
        SIDECAR_PATHS: REDIRECTED,
        SERVICE_NAME: props.serviceName,
        METRICS: 'emf',
        METRICS_NAMESPACE: props.metricsNamespace,
        ...traceVariables(environment),
        ...accessVariables(environment.access),
        ...corsVariables(service.corsOrigins),
        ...databaseVariables(props.database),
      },
      secrets: databaseSecrets(props.database),
    },
    redirect: {
      command: ['redirect'],
      stopTimeout,
      // The interval in which the load balancer asks the app: a task that is healthy there is not kept waiting here.
      healthCheck: {
        command: ['CMD', '/nodejs/bin/node', 'main.mjs', 'check-health', `${redirectOrigin}/health/live`],
        interval: Duration.seconds(healthCheck.intervalSeconds),
        timeout: Duration.seconds(5),
        retries: 3,
      },
      environment: {
        HOST: '127.0.0.1',
        PORT: String(REDIRECT_PORT),
        ROUTES: JSON.stringify({ [REDIRECTED]: `http://127.0.0.1:${containerPort}/health` }),
        DRAIN_SECONDS: String(drainSeconds + REDIRECT_MARGIN),
        ...common,
      },
    },
  };
}

export const isTraced = ({ observability }: Environment) => observability.tracesSampledPercent > 0;

const traceVariables = (environment: Environment): Record<string, string> =>
  isTraced(environment)
    ? {
        TRACES_ENDPOINT: `https://xray.${environment.region}.amazonaws.com/v1/traces`,
        TRACES_SAMPLED_PERCENT: String(environment.observability.tracesSampledPercent),
      }
    : {};
