import type { IncomingMessage } from 'node:http';
import type { AccessRecord, TlsFacts } from '../runtime/ports/traffic-router.ts';
import type { ForwardResult } from './forwarder.ts';
import type { Listener } from './listener.ts';
import type { TargetGroup } from './target-group.ts';
import type { Target } from './target.ts';

/** All that is known of one exchange when it is over. */
export interface FinishedExchange {
  listener: Listener;
  request: IncomingMessage;
  /** Epoch milliseconds, and `performance.now()`, of its arrival. */
  at: number;
  startedAt: number;
  traceId: string;
  /** Address and port. */
  client: string;
  tls?: TlsFacts | undefined;
  action: AccessRecord['action'];
  group?: TargetGroup | undefined;
  target?: Target | undefined;
  /** Of a forwarded request. */
  result?: ForwardResult | undefined;
  /** Of a request that the load balancer answered itself. */
  ownStatus?: number | undefined;
  sentBytes: number;
}

export function accessRecord(exchange: FinishedExchange): AccessRecord {
  const { listener, request, result, group, target } = exchange;
  const sentAt = result?.sentAt ?? 0;
  const answeredAt = result?.answeredAt ?? 0;
  const requestId = result?.requestId ?? headerText(request.headers['x-request-id']);
  return {
    at: exchange.at,
    listener: listener.config.id,
    balancer: listener.config.balancer,
    listenerPort: listener.config.port,
    client: exchange.client,
    ...(group ? { group: group.id, groupName: group.name } : {}),
    ...(target && !group?.invoked ? { target: target.id } : {}),
    status: result?.status ?? exchange.ownStatus ?? 0,
    ...(result?.targetStatus === undefined ? {} : { targetStatus: result.targetStatus }),
    requestTime: sentAt > 0 ? seconds(sentAt - exchange.startedAt) : -1,
    targetTime: answeredAt > 0 ? seconds(answeredAt - sentAt) : -1,
    responseTime: answeredAt > 0 ? seconds(performance.now() - answeredAt) : -1,
    receivedBytes: Number(request.headers['content-length'] ?? 0),
    sentBytes: result?.sentBytes ?? exchange.sentBytes,
    method: request.method ?? '-',
    path: request.url ?? '-',
    host: request.headers.host ?? '-',
    userAgent: request.headers['user-agent'] ?? '-',
    ...(requestId === undefined ? {} : { requestId }),
    traceId: exchange.traceId,
    action: exchange.action,
    ...(result?.errorReason === undefined ? {} : { errorReason: result.errorReason }),
    ...(exchange.tls ? { tls: exchange.tls } : {}),
  };
}

const seconds = (ms: number): number => Math.round(ms * 1000) / 1_000_000;

const headerText = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;
