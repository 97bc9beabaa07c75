import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { assertNever } from '../kernel/assert-never.ts';
import type { AccessLog } from './access-log.ts';
import { accessRecord, type FinishedExchange } from './exchange-record.ts';
import { clientAddress, forwardedHeaders, MAX_FORWARDED_FOR, type ForwardedHeaders } from './forwarded-headers.ts';
import { forward } from './forwarder.ts';
import type { Listener } from './listener.ts';
import { answer, rawBadRequest } from './own-response.ts';
import { redirectLocation } from './redirect.ts';
import { requestTarget, type RequestTarget } from './request-target.ts';
import { chooseRule, type CompiledRule } from './rule.ts';
import type { TargetGroup } from './target-group.ts';
import type { TrafficMeter } from './traffic-meter.ts';
import { forwardUpgrade } from './upgrade.ts';
import { weightedChoice } from './weighted-choice.ts';

export interface RequestHandlerParts {
  groups: ReadonlyMap<string, TargetGroup>;
  meter: TrafficMeter;
  log: AccessLog;
  random: () => number;
}

type Started = Pick<FinishedExchange, 'listener' | 'request' | 'at' | 'startedAt' | 'traceId' | 'client' | 'tls'>;

/** The way of a request: checks, rule, action, and the record of what came of it. */
export class RequestHandler {
  readonly #parts: RequestHandlerParts;

  constructor(parts: RequestHandlerParts) {
    this.#parts = parts;
  }

  handle(listener: Listener, request: IncomingMessage, response: ServerResponse): void {
    const { started, headers } = start(listener, request);
    const target = requestTarget(request);
    const refusal = refusalOf(request, target, headers);
    if (refusal !== undefined || target === undefined) return this.#answer(started, response, refusal ?? 400, 'none');
    const rule = chooseRuleFor(listener, request, target);
    const action = rule?.action;
    switch (action?.type) {
      case undefined:
        return this.#answer(started, response, 503, 'none');
      case 'fixed-response':
        return this.#answer(started, response, action.status, action.type, {
          contentType: action.contentType ?? 'text/plain',
          body: action.body ?? '',
        });
      case 'redirect': {
        const location = redirectLocation(action, {
          protocol: listener.config.tls ? 'https' : 'http',
          port: listener.config.port,
          ...target,
        });
        return this.#answer(started, response, action.status, action.type, { headers: ['Location', location] });
      }
      case 'forward':
        return this.#forward(started, response, action.groups, target, headers);
      default:
        return assertNever(action, 'rule action');
    }
  }

  upgrade(listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { started, headers } = start(listener, request);
    const target = requestTarget(request);
    const action = target && chooseRuleFor(listener, request, target)?.action;
    const group = action?.type === 'forward' ? this.#chooseGroup(action.groups) : undefined;
    const chosen = group?.next();
    if (target === undefined || chosen === undefined) {
      socket.end(rawBadRequest(503));
      return this.#finish({ ...started, action: 'none', group, ownStatus: 503, sentBytes: 0 });
    }
    if (group?.invoked) {
      // Source: ALB guide, "Use Lambda functions as targets": WebSockets are not supported.
      socket.end(rawBadRequest(400));
      return this.#finish({ ...started, action: 'none', group, ownStatus: 400, sentBytes: 0 });
    }
    forwardUpgrade({ request, socket, head }, { target: chosen, path: target.url, headers: headers.list }, (result) =>
      this.#finish({ ...started, action: 'forward', group, target: chosen, result, sentBytes: 0 }),
    );
  }

  malformed(listener: Listener, status: number): void {
    this.#parts.meter.add({
      listener: listener.config.id,
      balancer: listener.config.balancer,
      chosen: false,
      ownStatus: status,
      targetTime: -1,
      connectionError: false,
      failed: true,
    });
  }

  handshakeFailed(listener: Listener): void {
    this.#parts.meter.handshakeFailed(listener.config.balancer);
  }

  /** A group is chosen for every request anew; an empty one is not passed over. Source: ALB guide, forward actions. */
  #chooseGroup(groups: { group: string; weight: number }[]): TargetGroup | undefined {
    const choice =
      groups.length === 1 && (groups[0]?.weight ?? 0) > 0 ? groups[0] : weightedChoice(groups, this.#parts.random);
    return choice && this.#parts.groups.get(choice.group);
  }

  #forward(
    started: Started,
    response: ServerResponse,
    groups: { group: string; weight: number }[],
    requested: RequestTarget,
    headers: ForwardedHeaders,
  ): void {
    const group = this.#chooseGroup(groups);
    const target = group?.next();
    if (target === undefined) return this.#answer(started, response, 503, 'forward', {}, group);
    const to = { target, path: requested.url, headers: headers.list, invoked: group?.invoked ?? false };
    forward(started.request, response, to, (result) =>
      this.#finish({ ...started, action: 'forward', group, target, result, sentBytes: 0 }),
    );
  }

  #answer(
    started: Started,
    response: ServerResponse,
    status: number,
    action: FinishedExchange['action'],
    content: Parameters<typeof answer>[2] = {},
    group?: TargetGroup,
  ): void {
    const sentBytes = answer(response, status, content);
    started.request.resume();
    this.#finish({ ...started, action, group, ownStatus: status, sentBytes });
  }

  #finish(exchange: FinishedExchange): void {
    const { result } = exchange;
    const { id: listener, balancer } = exchange.listener.config;
    this.#parts.meter.add({
      listener,
      balancer,
      group: exchange.group?.id,
      chosen: exchange.target !== undefined,
      targetStatus: result?.targetStatus,
      ownStatus: result ? result.ownStatus : exchange.ownStatus,
      targetTime: result && result.answeredAt > 0 ? (result.answeredAt - result.sentAt) / 1000 : -1,
      connectionError: result?.connectionError ?? false,
      errorReason: result?.errorReason,
      invokedBytes:
        result && exchange.group?.invoked
          ? Number(exchange.request.headers['content-length'] ?? 0) + result.sentBytes
          : undefined,
      failed: result === undefined || result.broken || result.ownStatus !== undefined,
    });
    this.#parts.log.add(accessRecord(exchange));
  }
}

function start(listener: Listener, request: IncomingMessage): { started: Started; headers: ForwardedHeaders } {
  const at = Date.now();
  const headers = forwardedHeaders(request, listener.config, at);
  // The socket is read now: when the exchange is over it may be gone.
  const client = `${clientAddress(request)}:${request.socket.remotePort ?? 0}`;
  const tls = listener.tlsOf(request.socket);
  return {
    started: { listener, request, at, startedAt: performance.now(), traceId: headers.traceId, client, tls },
    headers,
  };
}

/** The status of a request that no rule sees. Source: ALB guide, "The load balancer generates an HTTP error". */
function refusalOf(
  request: IncomingMessage,
  target: RequestTarget | undefined,
  headers: ForwardedHeaders,
): number | undefined {
  if (target === undefined) return 400;
  if (request.method === 'TRACE') return 405;
  if (headers.forwardedFor > MAX_FORWARDED_FOR) return 463;
  const encoding = request.headers['transfer-encoding']?.toLowerCase();
  if (encoding !== undefined && encoding !== 'chunked' && encoding !== 'identity') return 501;
  return undefined;
}

function chooseRuleFor(listener: Listener, request: IncomingMessage, target: RequestTarget): CompiledRule | undefined {
  return chooseRule(listener.rules, () => ({
    method: request.method ?? '',
    path: target.path,
    host: target.host,
    headers: request.headers,
  }));
}
