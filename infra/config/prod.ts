import type { Environment } from './schema.ts';

export const prod: Environment = {
  name: 'prod',
  account: '111111111111',
  region: 'eu-west-1',
  zones: ['eu-west-1a', 'eu-west-1b'],
  approval: true,
  protected: true,
  network: { cidr: '10.20.0.0/16', egress: 'nat-per-zone', flowLogDays: 90 },
  /** example.com is a placeholder: it synthesizes and rehearses, and never deploys. */
  domain: { name: 'picus.example.com', zone: { id: 'Z00000000000000000000', name: 'example.com' } },
  firewall: { requestsPerFiveMinutes: 10000 },
  service: {
    cpu: 256,
    memoryMiB: 512,
    desiredCount: 2,
    scaling: { maxCount: 10, cpuPercent: 70, requestsPerTaskPerMinute: 6000 },
    zonesAtCreation: ['eu-west-1a', 'eu-west-1b'],
    logLevel: 'info',
    logDays: 90,
    corsOrigins: [],
  },
  database: 'none',
  access: 'public',
  observability: { tracesSampledPercent: 5 },
  healthCheck: {
    path: '/health/ready',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  },
  release: {
    deploymentConfig: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    instantRollbackMinutes: 60,
    alarms: {
      serverErrorsPerMinute: 5,
      p99Milliseconds: 1000,
      worseThanOther: { errorPercentagePoints: 2, p90Milliseconds: 250, minimumRequests: 50 },
    },
    functionDeploymentConfig: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    functionAlarms: { errorsPerMinute: 3, p99Milliseconds: 3000 },
  },
  monitor: { everyMinutes: 1, failuresToAlarm: 2 },
  notifications: { emails: [], slack: 'none' },
  permissionsBoundary: 'none',
};
