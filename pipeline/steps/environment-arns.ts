import { Arn, ArnFormat } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';

/** ARNs of what has a fixed name in an environment. */
export class EnvironmentArns {
  private readonly stage: DeliveryStage;

  constructor(stage: DeliveryStage) {
    this.stage = stage;
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
    return this.of('ecs', 'service', `${this.stage.prefix}/${this.stage.prefix}`);
  }

  get tasks(): string {
    return this.of('ecs', 'task', `${this.stage.prefix}/*`);
  }

  get deploymentGroup(): string {
    return this.withColon('codedeploy', 'deploymentgroup', `${this.stage.prefix}/${this.stage.prefix}`);
  }

  stack(name: string): string {
    return this.of('cloudformation', 'stack', `${name}/*`);
  }

  /** Which tasks there are: the action knows no resource but a cluster's container instances, so the condition binds it. */
  listTasks(): PolicyStatement {
    return new PolicyStatement({
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: { ArnEquals: { 'ecs:cluster': this.of('ecs', 'cluster', this.stage.prefix) } },
    });
  }

  private format(service: string, resource: string, resourceName: string, arnFormat: ArnFormat): string {
    const { account, region } = this.stage.config;
    return Arn.format({ partition: 'aws', account, region, service, resource, resourceName, arnFormat });
  }
}

export const allow = (resources: string[], ...actions: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
