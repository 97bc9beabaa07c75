import { PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { type IOidcProvider, OidcProviderNative } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { GithubRole } from './github-role.ts';

export interface AccessStackProps {
  readonly app: string;
  readonly place: { readonly account: string; readonly region: string; readonly permissionsBoundary: string };
  /** First part of the subject of GitHub's tokens: `repo:<owner>/<repository>`. */
  readonly subject: string;
  /** The account has GitHub's provider already, and IAM has one of an address only. */
  readonly providerExists: boolean;
}

const GITHUB = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

/** In each account: what pull requests on GitHub may read there, without any key that lasts. */
export class AccessStack extends Stack {
  constructor(scope: Construct, id: string, { app, place, subject, providerExists }: AccessStackProps) {
    const { account, region, permissionsBoundary } = place;
    super(scope, id, {
      stackName: id,
      env: { account, region },
      terminationProtection: true,
      ...(permissionsBoundary !== 'none' && { permissionsBoundary: PermissionsBoundary.fromName(permissionsBoundary) }),
    });

    const provider: Pick<IOidcProvider, 'oidcProviderArn'> = providerExists
      ? { oidcProviderArn: `arn:aws:iam::${account}:oidc-provider/${GITHUB}` }
      : // IAM verifies GitHub's certificate against its own authorities and needs no thumbprint (IAM User Guide, "Create an
        // OpenID Connect identity provider").
        new OidcProviderNative(this, 'Github', { url: `https://${GITHUB}`, clientIds: [AUDIENCE] });
    new GithubRole(this, 'PullRequests', {
      app,
      providerArn: provider.oidcProviderArn,
      issuer: GITHUB,
      audience: AUDIENCE,
      subject: `${subject}:pull_request`,
    });
  }
}
