import type { App } from 'aws-cdk-lib';
import { acknowledge, type Acknowledgement } from './acknowledge.ts';

/**
 * Rules that this platform decides once, for every stack. What is decided for one resource stands beside that resource.
 * Whoever decides otherwise removes the line here, and the rule names every place.
 */
export function acceptEverywhere(app: App): void {
  acknowledge(app, ...EVERYWHERE);
}

const NIST = 'NIST.800.53.R5::NIST.800.53.R5';

const EVERYWHERE: readonly Acknowledgement[] = [
  {
    id: `${NIST}-IAMNoInlinePolicy`,
    reason:
      'Each policy belongs to one role, is read beside it and goes with it. A managed policy could be attached to others, and outlive its role.',
  },
  {
    id: `${NIST}-CloudWatchLogGroupEncrypted`,
    reason:
      'CloudWatch Logs encrypts every log group with keys of its own. Logs hold no secrets and no bodies; a key of the account would add a way to lose them.',
  },
  {
    id: `${NIST}-LambdaDLQ`,
    reason:
      'A dead letter queue takes failed asynchronous invocations. These functions are asked by somebody who waits for the answer, or again at the next schedule.',
  },
  {
    id: `${NIST}-LambdaConcurrency`,
    reason:
      "Reserving takes from what the account's other functions may use, and fails in a new account, whose whole limit may be 10. Throttles have alarms.",
  },
  {
    id: `${NIST}-LambdaInsideVPC`,
    reason:
      'They speak to AWS APIs only, which authenticate every call; in the VPC they would need a way out and reach more than they do now. The one that needs the VPC is in it.',
  },
  {
    id: `${NIST}-VPCNoUnrestrictedRouteToIGW`,
    reason: 'Only the public subnets have this route. The load balancer and NAT gateways are in them, no task is.',
  },
  {
    id: `${NIST}-S3BucketReplicationEnabled`,
    reason:
      'Buckets here hold logs and artifacts of one region. Logs expire after 90 days, artifacts are built again; neither is what a recovery in another region needs.',
  },
];
