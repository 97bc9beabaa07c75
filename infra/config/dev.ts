import type { Environment } from './schema.ts';

export const dev: Environment = {
  name: 'dev',
  account: '111111111111',
  region: 'eu-west-1',
  zones: ['eu-west-1a', 'eu-west-1b'],
  approval: false,
  protected: false,
  network: { cidr: '10.10.0.0/16', natGateways: 1, flowLogDays: 14 },
  service: {
    cpu: 256,
    memoryMiB: 512,
    desiredCount: 2,
    zonesAtCreation: ['eu-west-1a', 'eu-west-1b'],
    logLevel: 'info',
    logDays: 14,
    corsOrigins: [],
  },
  access: 'public',
  observability: { tracesSampledPercent: 20 },
  healthCheck: {
    path: '/health/ready',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  },
  release: {
    deploymentConfig: 'CodeDeployDefault.ECSAllAtOnce',
    instantRollbackMinutes: 5,
    alarms: { serverErrorsPerMinute: 5, p99Milliseconds: 1000 },
    functionDeploymentConfig: 'CodeDeployDefault.LambdaAllAtOnce',
    functionAlarms: { errorsPerMinute: 3, p99Milliseconds: 3000 },
  },
};
