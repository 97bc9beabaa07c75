import { AssumeRoleCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { CannotRelease } from '../release/cannot-release.ts';

interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

/** Milliseconds before its end at which a session is replaced, as the SDK's own providers do. */
const EARLY_MS = 5 * 60_000;

/**
 * Credentials of a role, taken on anew before they expire: a role that takes on another has an hour at most (IAM User Guide, "Role
 * chaining"), and a release may last eight. All clients that are given the one provider share the session.
 * @param config of the client that asks STS, with the tool's own credentials.
 * @throws CannotRelease where the role is not there, or does not trust the tool's own: STS does not tell which.
 */
export function assumedRole(
  roleArn: string,
  config: STSClientConfig,
  now: () => number = Date.now,
): () => Promise<Session> {
  const sts = new STSClient(config);
  let session: Promise<Session> | undefined;
  let lasts = Number.NEGATIVE_INFINITY;
  return async () => {
    if (session === undefined || now() >= lasts - EARLY_MS) {
      // Until it is known for how long: whoever asks meanwhile waits for this one.
      lasts = Number.POSITIVE_INFINITY;
      session = take(sts, roleArn);
      session.then(
        ({ expiration }) => (lasts = expiration.getTime()),
        () => (session = undefined),
      );
    }
    return session;
  };
}

async function take(sts: STSClient, roleArn: string): Promise<Session> {
  try {
    const { Credentials: taken } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'deployer' }),
    );
    if (!taken?.AccessKeyId || !taken.SecretAccessKey || !taken.SessionToken || !taken.Expiration)
      throw new Error('AssumeRole answered without credentials.');
    return {
      accessKeyId: taken.AccessKeyId,
      secretAccessKey: taken.SecretAccessKey,
      sessionToken: taken.SessionToken,
      expiration: taken.Expiration,
    };
  } catch (error) {
    if ((error as Error).name !== 'AccessDenied') throw error;
    throw new CannotRelease(
      `${(error as Error).message}. Is ${roleArn} there, and does it trust this one? "npm run bootstrap" makes it.`,
      { cause: error },
    );
  }
}
