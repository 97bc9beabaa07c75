import { type Context, pause } from '../context.ts';
import { duration, plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { patiently } from '../watch/watch-deployment.ts';
import { type Finding, type Repository, type Scan, SEVERITIES } from './repository.ts';

/**
 * Waits for the scan that the repository begins with a push.
 * @returns its findings, the worst first.
 * @throws CannotRelease when there is no result: an image that nobody looked into is not tested.
 */
export async function awaitScan(
  where: Repository,
  digest: string,
  withinMs: number,
  context: Context,
): Promise<Finding[]> {
  const { findings } = await result(where, digest, withinMs, context);
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return findings.toSorted((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
}

async function result(where: Repository, digest: string, withinMs: number, context: Context): Promise<Scan> {
  const deadline = context.time.now() + withinMs;
  for (let said = false; ; said = true) {
    const scan = await patiently(context, () => context.aws.images.scan(where, digest), deadline);
    switch (scan.state) {
      case 'done':
        return scan;
      case 'failed':
        throw new CannotRelease(
          `The scan of ${where.repository}@${digest} has no result: ${scan.status}. An image that was not scanned is not tagged as tested.`,
        );
      case 'pending':
        if (context.time.now() >= deadline)
          throw new CannotRelease(
            `The scan of ${where.repository}@${digest} did not end in ${duration(withinMs)} (${scan.status}). Does the repository scan on push? Run this again: it goes on from here.`,
          );
        if (!said) context.print(plain(`Waiting for the scan (${scan.status}).`));
        await pause(context);
        break;
      default:
        return scan.state satisfies never;
    }
  }
}
