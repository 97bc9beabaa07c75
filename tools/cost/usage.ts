/** What no template says: how much an environment is used. Change it to what you expect, and generate docs/cost.md again. */
export interface Usage {
  /** On average, day and night. */
  readonly requestsPerSecond: number;
  /** Answers, with their headers. */
  readonly kilobytesPerAnswer: number;
  /** Log lines of the service and function for a request. */
  readonly logKilobytesPerRequest: number;
  /** Flow log, firewall log, monitor and hook. */
  readonly otherLogGbPerMonth: number;
  /** Releases of the service that reach the environment. */
  readonly releasesPerMonth: number;
  /** The service's own, by route and release, and those of Container Insights. */
  readonly customMetrics: number;
  /** Of a request, on average: a read unit is 4 KB, a write unit 1 KB. */
  readonly tableReadUnitsPerRequest: number;
  readonly tableWriteUnitsPerRequest: number;
  readonly tableGb: number;
  /** Share of requests that are DELETE, which the function answers. */
  readonly deleteShare: number;
}

const SAME = {
  kilobytesPerAnswer: 2,
  logKilobytesPerRequest: 0.4,
  tableReadUnitsPerRequest: 0.5,
  tableWriteUnitsPerRequest: 0.1,
  deleteShare: 0.02,
};

/** By environment; what is not named here is used as prod is. */
export const usageOf = (environment: string): Usage =>
  environment === 'dev'
    ? {
        ...SAME,
        requestsPerSecond: 0.1,
        otherLogGbPerMonth: 1,
        releasesPerMonth: 40,
        customMetrics: 60,
        tableGb: 0.1,
      }
    : {
        ...SAME,
        requestsPerSecond: 20,
        otherLogGbPerMonth: 10,
        releasesPerMonth: 20,
        customMetrics: 60,
        tableGb: 5,
      };

export const PIPELINE_USAGE = {
  executionsPerMonth: 40,
  /** Minutes of an action, rounded up as they are billed; the shift of a release comes on top. */
  minutes: { Source: 1, Build: 4, Deploy: 2, Approval: 0, Test: 4, Invoke: 1 } as Readonly<Record<string, number>>,
  imageGb: 5,
  artifactGb: 20,
} as const;
