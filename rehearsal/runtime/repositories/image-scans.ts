/** One thing that a scan found. Shape: ECR API, ImageScanFinding. */
export interface ScanFinding {
  /** Usually a CVE's number. */
  name: string;
  severity: FindingSeverity;
  description?: string;
  uri?: string;
  attributes?: { key: string; value: string }[];
}

export type FindingSeverity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL' | 'UNDEFINED';

/** A scan is complete as soon as it is asked for. */
export interface ImageScan {
  /** Epoch milliseconds. */
  completedAt: number;
  description: string;
  findings: ScanFinding[];
}

/** What the scans of an image find; nothing here looks into one. */
export type Scanner = (digest: string) => ScanFinding[];

/** Once in 24 hours an image, the scan on push included. Source: ECR API, StartImageScan. */
const QUOTA_MS = 24 * 3_600_000;

export const scanQuotaIsUsed = (scan: ImageScan, now: number): boolean => now - scan.completedAt < QUOTA_MS;

export const scanOf = (findings: ScanFinding[], now: number): ImageScan => ({
  completedAt: now,
  findings,
  description:
    findings.length === 0
      ? 'The rehearsal scans nothing: that there are no findings says nothing about this image.'
      : 'The rehearsal scans nothing: these findings were set for a drill or test.',
});

export function severityCounts(findings: readonly ScanFinding[]): Partial<Record<FindingSeverity, number>> {
  const counts: Partial<Record<FindingSeverity, number>> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}
