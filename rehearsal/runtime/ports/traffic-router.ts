import type { Signal } from '../../kernel/signal.ts';

/**
 * On an answer of an invoked target: the request failed for the reason in its value, and the balancer answers it with the status
 * of that answer and a page of its own.
 */
export const OWN_ANSWER_HEADER = 'x-balancer-error-reason';

/** All durations of this port are real milliseconds: whoever configures the router has scaled them. */
export interface RouterConfig {
  listeners: RouterListener[];
  groups: RouterGroup[];
}

export interface RouterListener {
  /** Opaque and unique; also in counts, metrics and access records. */
  id: string;
  /** Whose counts the listener's requests belong to. Opaque. */
  balancer: string;
  /** As clients know it (X-Forwarded-Port); the local port is the router's choice. */
  port: number;
  /** A local port to try first; when it is taken the router chooses one. */
  preferredLocalPort?: number;
  /** Closes silent connections, and ends requests to silent targets with 504. */
  idleTimeoutMs: number;
  dropInvalidHeaders: boolean;
  /** Present: it speaks TLS. A listener that begins or ceases to is opened anew, on another local port. */
  tls?: RouterTls;
  /** Evaluated in order; the last has no conditions. */
  rules: RouterRule[];
}

/** A change of any of it counts for handshakes from then on; connections that stand stay as they are. */
export interface RouterTls {
  minVersion: TlsVersion;
  maxVersion: TlsVersion;
  /** OpenSSL's names in order of preference, which is the server's. */
  ciphers: string[];
  /** The first is presented to clients that name no server, or one that no certificate is for. */
  certificates: [RouterCertificate, ...RouterCertificate[]];
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

export interface RouterCertificate {
  /** Opaque; also in access records. */
  id: string;
  /** What it is for; `*.` stands for one label. */
  names: string[];
  /** PEM; the certificate with its chain. */
  key: string;
  certificate: string;
}

export interface RouterRule {
  id: string;
  /** All must hold. */
  conditions: RouterCondition[];
  action: RouterAction;
}

/** Patterns know `*` (any characters) and `?` (exactly one). */
export type RouterCondition =
  | { field: 'path'; patterns: string[] }
  | { field: 'host'; patterns: string[] }
  | { field: 'method'; values: string[] }
  | { field: 'header'; name: string; patterns: string[] };

export type RouterAction =
  | { type: 'forward'; groups: { group: string; weight: number }[] }
  | { type: 'fixed-response'; status: number; contentType?: string; body?: string }
  /** `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}` stand for the request's own parts. */
  | { type: 'redirect'; status: 301 | 302; protocol: string; host: string; port: string; path: string; query: string };

export interface RouterGroup {
  id: string;
  name: string;
  /** Absent: targets are not checked, and get requests as long as they are registered. */
  healthCheck?: RouterHealthCheck;
  /**
   * The endpoints stand for something that is invoked, a request at a time. They have no address in records, their time-outs
   * are their own, upgrades are refused, and an answer with OWN_ANSWER_HEADER is the balancer's own.
   */
  invoked?: boolean;
  targets: RouterTarget[];
}

export interface RouterHealthCheck {
  path: string;
  /** Status codes that pass, inclusive ranges. */
  matcher: [from: number, to: number][];
  intervalMs: number;
  timeoutMs: number;
  /** A new target is called unhealthy no sooner than this after its first check; default 0. */
  startUpMs?: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
}

export interface RouterTarget {
  /** `<address>:<port>` (the name of what is invoked) as registered; the same target registered again later is a new one when `registration` differs. */
  id: string;
  registration: number;
  /** Where it really answers. */
  endpoint: { host: string; port: number };
  /** No new requests, no health checks; requests under way go on until the target leaves the configuration. */
  draining: boolean;
}

export type RouterHealthState = 'initial' | 'healthy' | 'unhealthy';

export interface RouterHealthChange {
  group: string;
  target: string;
  registration: number;
  state: RouterHealthState;
  /** Why a target is not healthy; absent when it is, or when no check has ended yet. */
  failure?: HealthCheckFailure;
}

export type HealthCheckFailure = { kind: 'code'; status: number } | { kind: 'timeout' } | { kind: 'connection' };

/** Counts of one balancer (and one of its groups, where a group was chosen) in one real second. */
export interface RouterTraffic {
  balancer: string;
  /** Absent: what the balancer answered itself. */
  group?: string;
  /** Requests for which a target was chosen. */
  requests: number;
  /** Targets' answers by first digit of the status. */
  targetCodes: { 2: number; 3: number; 4: number; 5: number };
  /** The balancer's own answers, by status (460 for a client that went away). */
  ownCodes: Record<number, number>;
  /** Seconds from sending a request to its target until the response headers arrived. */
  targetResponseTimes: number[];
  connectionErrors: number;
  /** Connections that ended before a TLS session was agreed on. */
  handshakeErrors?: number;
  /** Of invoked targets: failed requests by reason. */
  failures?: Record<string, number>;
  /** Of invoked targets: bytes of requests' and answers' bodies. */
  invokedBytes?: number;
}

export interface RouterSecond {
  /** Epoch milliseconds at which the second began. */
  at: number;
  traffic: RouterTraffic[];
  /** Of each group that a listener uses and that has targets. */
  hosts: { group: string; healthy: number; unhealthy: number }[];
}

export interface AccessRecord {
  /** Epoch milliseconds when the request arrived. */
  at: number;
  listener: string;
  balancer: string;
  listenerPort: number;
  client: string;
  group?: string;
  groupName?: string;
  /** `<address>:<port>`; not of invoked targets. */
  target?: string;
  /** What the client got; 460 when it went away before. */
  status: number;
  /** What the target answered. */
  targetStatus?: number;
  /** Seconds; -1 when the request did not get that far. */
  requestTime: number;
  targetTime: number;
  responseTime: number;
  receivedBytes: number;
  sentBytes: number;
  method: string;
  /** Path and query as sent. */
  path: string;
  host: string;
  userAgent: string;
  /** The `x-request-id` header as returned, else as sent. */
  requestId?: string;
  traceId: string;
  action: 'forward' | 'fixed-response' | 'redirect' | 'none';
  /** Why a request to an invoked target failed. */
  errorReason?: string;
  /** Of a listener that speaks TLS. */
  tls?: TlsFacts;
}

/** What a TLS session was agreed on. */
export interface TlsFacts {
  /** For example `TLSv1.3`. */
  protocol: string;
  /** OpenSSL's name. */
  cipher: string;
  /** What the client named, when a certificate was for it. */
  serverName?: string;
  /** The certificate that was presented; absent when the session was resumed and none was. */
  certificate?: string;
}

/** Requests by listener and target group since the router started, or since an earlier count. */
export interface RouterCounts {
  at: number;
  counts: { listener: string; group: string; chosen: number; answered: number; failed: number }[];
}

/** The load balancer's data plane. */
export interface TrafficRouter {
  /**
   * Makes `config` the whole configuration. Resolves when every new request uses it; requests under way finish as they
   * began. Rejects, changing nothing, when a listener cannot be opened.
   */
  apply(config: RouterConfig): Promise<void>;
  /** The loopback port on which a listener answers. */
  localPort(listener: string): number | undefined;
  /** Counts up to now; with `since`, only what happened after it. */
  counts(since?: RouterCounts): Promise<RouterCounts>;
  /** Delivers what `seconds` and `requests` would deliver later. */
  flush(): Promise<void>;
  readonly health: Signal<RouterHealthChange[]>;
  readonly seconds: Signal<RouterSecond>;
  readonly requests: Signal<AccessRecord[]>;
  /** Closes every listener and connection. */
  stop(): Promise<void>;
}
