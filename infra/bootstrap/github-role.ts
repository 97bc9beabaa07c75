import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';

export interface GithubRoleProps {
  readonly app: string;
  readonly providerArn: string;
  /** Host of GitHub's tokens: the prefix of their claims' condition keys. */
  readonly issuer: string;
  readonly audience: string;
  /** The one subject that is trusted, in full: a wildcard here would let others in. */
  readonly subject: string;
}

/**
 * What `cdk diff --method=template` reads of the application's stacks, and nothing else: no role of `cdk bootstrap` trusts it, no
 * parameter of the application and no object can be read. A workflow file is changed by who opens the pull request, so whatever
 * this role may do, every collaborator may.
 */
export class GithubRole extends Construct {
  constructor(scope: Construct, id: string, { app, providerArn, issuer, audience, subject }: GithubRoleProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const stacks = `arn:aws:cloudformation:*:${account}:stack/${app}-*/*`;
    const version = `arn:aws:ssm:*:${account}:parameter/cdk-bootstrap/*/version`;
    const role = new Role(this, 'Role', {
      roleName: githubRoleName(app),
      description: 'Compares templates, for pull requests on GitHub',
      maxSessionDuration: Duration.hours(1),
      assumedBy: new WebIdentityPrincipal(providerArn, {
        StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject },
      }),
      inlinePolicies: {
        compare: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
              resources: [stacks],
            }),
            new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [version] }),
            // Whatever else its account may come to trust it with.
            new PolicyStatement({ effect: Effect.DENY, actions: ['sts:AssumeRole'], resources: ['*'] }),
          ],
        }),
      },
    });
    acknowledge(
      role,
      {
        id: 'NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy',
        reason: 'The policy belongs to this one role, is read beside it and goes with it.',
      },
      {
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${stacks}]`,
        reason:
          "The application's stacks in every region that it has environments in, and the ids that AWS adds; reading only.",
      },
      {
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${version}]`,
        reason: 'The version of `cdk bootstrap` in each region, which is no secret.',
      },
    );
  }
}

/** The workflow knows it by this name. */
export const githubRoleName = (app: string): string => `${app}-pull-request`;
