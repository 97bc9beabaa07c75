/** What is asked for, again and again. */
export interface LoadRequest {
  /** Default: GET. */
  method?: string;
  /** With its query, for example `/api/v1/factorial?number=50`; `{id}` is replaced where the request is about a thing. */
  path: string;
  /** JSON; `{id}` is replaced in it. */
  body?: string;
  /** The thing that this request makes, asks for or removes: see LoadIds. */
  about?: { thing: string; does: 'create' | 'read' | 'delete' };
  /** How often, relative to the others. */
  weight: number;
  /** Every other status is a failure. */
  statuses: number[];
}

/** How an answer tells which version gave it. */
interface VersionMark {
  /** A response header, for example `x-release`. */
  header?: string;
  /** A path whose body is JSON, and the fields that may name the version, the first that is not null counts. */
  json?: { path: string; fields: string[] };
}

export interface LoadOptions {
  /** Origin, for example `http://127.0.0.1:8443`; HTTP or HTTPS. */
  url: string;
  /** Host header, when it is not the origin's; over TLS also the server that is named. */
  host?: string;
  /** PEM certificates that are trusted instead of Node's own, for an HTTPS origin. */
  ca?: string;
  /** Requests a second, whatever the answers do. */
  rate: number;
  mix: LoadRequest[];
  /** The load ends by itself after this many seconds … */
  maxSeconds: number;
  /** … or this many requests. */
  maxRequests?: number;
  /**
   * A request that is due while this many are open is not sent; it counts as sent and failed (`not-sent`), because
   * an open loop does not forgive a server that stalls. Default: three seconds' worth, at least 100, which a server
   * within its two seconds never reaches.
   */
  maxInFlight?: number;
  /** A request open for longer is a failure. Measured from when it was really sent. */
  timeoutMs?: number;
  version?: VersionMark;
  /** Sent with every request, for example `Bearer …`. */
  authorization?: string;
  /** The phase that the load begins in. */
  phase?: string;
}

export type LoadPlan = Required<Omit<LoadOptions, 'host' | 'ca' | 'version' | 'authorization'>> &
  Pick<LoadOptions, 'host' | 'ca' | 'version' | 'authorization'>;

/** Options with every default, checked. Throws RangeError. */
export function loadPlan(options: LoadOptions): LoadPlan {
  const { rate, maxSeconds, mix } = options;
  const check = (ok: boolean, what: string) => {
    if (!ok) throw new RangeError(`The load cannot be made: ${what}.`);
  };
  check(rate > 0 && rate <= 5000, `the rate must be above 0 and at most 5000 requests a second, not ${rate}`);
  check(maxSeconds > 0 && maxSeconds <= 24 * 3600, `it must last between 0 seconds and a day, not ${maxSeconds}`);
  check(mix.length > 0 && mix.every(({ weight }) => weight > 0), 'it needs paths, each with a weight above 0');
  check(
    mix.every(({ path, statuses }) => path.startsWith('/') && statuses.length > 0),
    'each path needs a / and an expected status',
  );
  const creators = new Set(mix.flatMap(({ about }) => (about?.does === 'create' ? about.thing : [])));
  check(
    mix.every(({ about }) => about === undefined || creators.has(about.thing)),
    'what is read or deleted must be created by another request of the mix',
  );
  check(
    mix[0]?.about === undefined,
    'the first request stands in for those whose thing does not exist yet: it must need none',
  );
  return {
    phase: 'before',
    maxRequests: Math.ceil(rate * maxSeconds),
    maxInFlight: Math.max(100, Math.ceil(rate * 3)),
    timeoutMs: 2000,
    ...options,
  };
}

/**
 * Each request in turn: each is as evenly spread as its weight allows, and each run of the mix has exactly its share
 * (smooth weighted round robin), so that no luck is involved in what was asked.
 */
export function requestSequence(mix: LoadRequest[]): () => LoadRequest {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const credits = mix.map((request) => ({ request, credit: 0 }));
  return () => {
    for (const each of credits) each.credit += each.request.weight;
    const chosen = credits.reduce((best, each) => (each.credit > best.credit ? each : best));
    chosen.credit -= total;
    return chosen.request;
  };
}
