import { Arn, ArnFormat } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ReleasedEnvironment } from './released-environment.ts';

/** ARNs of what has a fixed name in an environment. */
export class EnvironmentArns {
  private readonly environment: ReleasedEnvironment;

  constructor(environment: ReleasedEnvironment) {
    this.environment = environment;
  }

  /** `arn:aws:<service>:<region>:<account>:<resource>/<name>` */
  of(service: string, resource: string, name: string): string {
    return this.format(service, resource, name, ArnFormat.SLASH_RESOURCE_NAME);
  }

  /** `arn:aws:<service>:<region>:<account>:<resource>:<name>` */
  withColon(service: string, resource: string, name: string): string {
    return this.format(service, resource, name, ArnFormat.COLON_RESOURCE_NAME);
  }

  /** Of the environment's cluster, and its one service. */
  get service(): string {
    return this.of('ecs', 'service', `${this.environment.prefix}/${this.environment.prefix}`);
  }

  get tasks(): string {
    return this.of('ecs', 'task', `${this.environment.prefix}/*`);
  }

  get deploymentGroup(): string {
    return this.withColon('codedeploy', 'deploymentgroup', `${this.environment.prefix}/${this.environment.prefix}`);
  }

  stack(name: string): string {
    return this.of('cloudformation', 'stack', `${name}/*`);
  }

  /** Which tasks there are: the action knows no resource but a cluster's container instances, so the condition binds it. */
  listTasks(): PolicyStatement {
    return new PolicyStatement({
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: { ArnEquals: { 'ecs:cluster': this.of('ecs', 'cluster', this.environment.prefix) } },
    });
  }

  /**
   * Suspends and resumes the scaling of services, and says so by a tag. A scalable target's id is made by AWS, so the conditions
   * bind what is changed to counts of services. Application Auto Scaling wants of who calls it what it does to the service (user
   * guide, "Permissions validation"; ECS developer guide, "IAM permissions required for Amazon ECS service auto scaling").
   */
  suspendScaling(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['application-autoscaling:RegisterScalableTarget'],
        resources: [this.scalableTargets],
        conditions: {
          StringEquals: {
            'application-autoscaling:service-namespace': 'ecs',
            'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
          },
        },
      }),
      new PolicyStatement({
        actions: ['application-autoscaling:TagResource', 'application-autoscaling:UntagResource'],
        resources: [this.scalableTargets],
        conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['deployer:suspended'] } },
      }),
      allow([this.scalableTargets], 'application-autoscaling:ListTagsForResource'),
      // It knows no resource (service authorization reference, Application Auto Scaling).
      allow(['*'], 'application-autoscaling:DescribeScalableTargets'),
      allow([this.service], 'ecs:UpdateService'),
    ];
  }

  private get scalableTargets(): string {
    return this.of('application-autoscaling', 'scalable-target', '*');
  }

  private format(service: string, resource: string, resourceName: string, arnFormat: ArnFormat): string {
    const { account, region } = this.environment.config;
    return Arn.format({ partition: 'aws', account, region, service, resource, resourceName, arnFormat });
  }
}

export const allow = (resources: string[], ...actions: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
