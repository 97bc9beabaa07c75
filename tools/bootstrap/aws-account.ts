import { ACMClient, DescribeCertificateCommand, ResourceNotFoundException } from '@aws-sdk/client-acm';
import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { parse } from 'yaml';

/** What is looked at in one account and region; nothing is written through it. */
export interface Account {
  whoAmI(): Promise<{ account: string; arn: string }>;
  /** What `cdk bootstrap` has left; undefined where it was never run. */
  toolkit(): Promise<Toolkit | undefined>;
  /** The template that a stack was deployed from; undefined where there is no such stack, or its creation failed. */
  template(stack: string): Promise<unknown>;
  /** What the account may have; AWS's default where nothing else is known, undefined where not even that is. */
  quota(service: string, code: string): Promise<number | undefined>;
  /** Undefined where the account and region have no such certificate. */
  certificate(arn: string): Promise<{ status: string; names: string[] } | undefined>;
}

export interface Toolkit {
  version: number;
  /** Accounts that may deploy here. */
  trusted: string[];
  executionPolicies: string[];
  /** '' where there is none. */
  permissionsBoundary: string;
}

/** Of the default qualifier. Source: aws-cdk, bootstrap-template.yaml. */
const TOOLKIT_STACK = 'CDKToolkit';
const VERSION_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** @param profile of the AWS configuration files; without it, what the environment says. */
export function awsAccount(region: string, profile?: string): Account {
  const config = { region, ...(profile !== undefined && { credentials: defaultProvider({ profile }) }) };
  const stacks = new CloudFormationClient(config);
  const quotas = new ServiceQuotasClient(config);
  return {
    async whoAmI() {
      const { Account: account = '', Arn: arn = '' } = await new STSClient(config).send(
        new GetCallerIdentityCommand({}),
      );
      return { account, arn };
    },
    async toolkit() {
      const version = await unless(ParameterNotFound, () =>
        new SSMClient(config).send(new GetParameterCommand({ Name: VERSION_PARAMETER })),
      );
      const stack = await described(stacks, TOOLKIT_STACK);
      if (version?.Parameter?.Value === undefined || !stack) return undefined;
      const value = (key: string) =>
        stack.Parameters?.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue ?? '';
      const list = (key: string) => value(key).split(',').filter(Boolean);
      return {
        version: Number(version.Parameter.Value),
        trusted: list('TrustedAccounts'),
        executionPolicies: list('CloudFormationExecutionPolicies'),
        permissionsBoundary: value('InputPermissionsBoundary'),
      };
    },
    async template(stack) {
      const status = (await described(stacks, stack))?.StackStatus;
      if (status === undefined || !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status)) return undefined;
      const { TemplateBody = '{}' } = await stacks.send(new GetTemplateCommand({ StackName: stack }));
      // JSON, or YAML, which contains it.
      return parse(TemplateBody) as unknown;
    },
    async quota(ServiceCode, QuotaCode) {
      const id = { ServiceCode, QuotaCode };
      const applied = await unless(NoSuchResourceException, () => quotas.send(new GetServiceQuotaCommand(id)));
      if (applied?.Quota?.Value !== undefined) return applied.Quota.Value;
      const standard = await unless(NoSuchResourceException, () =>
        quotas.send(new GetAWSDefaultServiceQuotaCommand(id)),
      );
      return standard?.Quota?.Value;
    },
    async certificate(CertificateArn) {
      const found = await unless(ResourceNotFoundException, () =>
        new ACMClient(config).send(new DescribeCertificateCommand({ CertificateArn })),
      );
      if (!found?.Certificate) return undefined;
      const { Status = '', SubjectAlternativeNames = [] } = found.Certificate;
      return { status: Status, names: SubjectAlternativeNames };
    },
  };
}

async function described(client: CloudFormationClient, StackName: string) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  } catch (error) {
    // CloudFormation has no exception of its own for it.
    if (error instanceof CloudFormationServiceException && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function unless<Result>(
  expected: abstract new (...of: never[]) => Error,
  ask: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof expected) return undefined;
    throw error;
  }
}
