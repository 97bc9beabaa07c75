import { type Context, pause } from '../context.ts';
import { bad, duration, faint, plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { patiently } from '../watch/watch-deployment.ts';
import { type Finding, type Repository, type Scan, SEVERITIES, type Severity } from './repository.ts';

export interface ScanPolicy {
  /** From this severity on a finding refuses the image. */
  refuseFrom: Severity;
  /** Milliseconds in which the scan must have ended. */
  withinMs: number;
}

/**
 * Waits for the scan that the repository begins with a push, and prints its findings, the worst first.
 * @returns the findings that refuse the image.
 * @throws CannotRelease when there is no result: an image that nobody looked into is not tested.
 */
export async function awaitScan(
  where: Repository,
  digest: string,
  { refuseFrom, withinMs }: ScanPolicy,
  context: Context,
): Promise<Finding[]> {
  const { findings } = await result(where, digest, withinMs, context);
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  const sorted = findings.toSorted((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
  context.print(plain(`Scan: ${describeCounts(sorted)}.`));
  const refused = sorted.filter((finding) => rank(finding) >= SEVERITIES.indexOf(refuseFrom));
  for (const finding of sorted)
    context.print((refused.includes(finding) ? bad : faint)(`  ${finding.severity} ${describeFinding(finding)}`));
  return refused;
}

/** `CVE-2026-1234 in openssl 3.0.1` */
export const describeFinding = ({ name, package: where }: Finding): string => (where ? `${name} in ${where}` : name);

/** `1 CRITICAL, 2 HIGH` of findings that are sorted, or `no findings` */
export function describeCounts(findings: Finding[]): string {
  const severities = [...new Set(findings.map(({ severity }) => severity))];
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return severities.map((severity) => `${count(severity)} ${severity}`).join(', ') || 'no findings';
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
