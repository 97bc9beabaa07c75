/** What the load balancer's listeners and target groups answer, in the words of this check. */
export interface LoadBalancerView {
  /** Target groups that the listener forwards to, those without weight left out. */
  forwardedTo(listenerArn: string): Promise<readonly string[]>;
  /** State by target: `healthy`, `initial`, `unhealthy`, `draining`, `unused`, `unavailable`. */
  targetStates(targetGroupArn: string): Promise<ReadonlyMap<string, string>>;
  /** Addresses of the load balancer inside the VPC. */
  privateAddresses(): Promise<readonly string[]>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Request {
  readonly address: string;
  readonly path: string;
  readonly requestId: string;
}

/** Sends a GET through the test listener. */
export type SendRequest = (request: Request) => Promise<Answer>;

export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** One JSON line. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;
