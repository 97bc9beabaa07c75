import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema.ts';

export interface EnvironmentStackProps extends StackProps {
  /** First part of every name. */
  readonly app: string;
  readonly environment: Environment;
}

/** A stack of one environment: `<app>-<environment>-<what>`, in the environment's account, region and zones. */
export abstract class EnvironmentStack extends Stack {
  protected readonly config: Environment;
  /** `<app>-<environment>`: what cluster, service, load balancer, CodeDeploy application and group are called. */
  protected readonly prefix: string;

  constructor(scope: Construct, id: string, { app, environment, ...props }: EnvironmentStackProps) {
    const prefix = `${app}-${environment.name}`;
    super(scope, id, {
      ...props,
      stackName: `${prefix}-${id.toLowerCase()}`,
      env: { account: environment.account, region: environment.region },
      terminationProtection: environment.protected,
    });
    this.config = environment;
    this.prefix = prefix;
  }

  /** From configuration: the CDK would otherwise look them up in the account, and a synth needs no account. */
  override get availabilityZones(): string[] {
    return [...this.config.zones];
  }

  /** What the release tool reads; the keys are a contract. */
  protected outputs<Key extends string>(values: Readonly<Record<Key, string>>): Record<Key, CfnOutput> {
    return Object.fromEntries(
      Object.entries<string>(values).map(([key, value]) => [key, new CfnOutput(this, key, { value })]),
    ) as Record<Key, CfnOutput>;
  }
}
