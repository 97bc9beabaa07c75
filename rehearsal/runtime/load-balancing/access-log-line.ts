import type { AccessRecord } from '../ports/traffic-router.ts';

/** Takes each request's line; what becomes of it is the adapter's business. */
export interface AccessLogWriter {
  write(loadBalancerName: string, line: string, record: AccessRecord): void;
}

/**
 * One request as a line of ALB's access log, fields in its order, and after them two of the rehearsal's own: the listener's
 * port and the request id. Source: ALB guide, "Access logs", syntax of access log entries.
 */
export function accessLogLine(loadBalancer: string, record: AccessRecord): string {
  const { requestTime, targetTime, responseTime, tls } = record;
  const scheme = tls ? 'https' : 'http';
  return [
    scheme,
    new Date(
      record.at + 1000 * (Math.max(0, requestTime) + Math.max(0, targetTime) + Math.max(0, responseTime)),
    ).toISOString(),
    loadBalancer,
    record.client,
    record.target ?? '-',
    seconds(requestTime),
    seconds(targetTime),
    seconds(responseTime),
    record.status,
    record.targetStatus ?? '-',
    record.receivedBytes,
    record.sentBytes,
    quoted(
      `${record.method} ${scheme}://${record.host.replace(/:\d+$/, '')}:${record.listenerPort}${record.path} HTTP/1.1`,
    ),
    quoted(record.userAgent),
    tls?.cipher ?? '-',
    tls?.protocol ?? '-',
    record.group ?? '-',
    quoted(record.traceId),
    quoted(tls?.serverName ?? '-'),
    quoted(tls ? (tls.certificate ?? 'session-reused') : '-'),
    '-', // matched_rule_priority: the data plane knows rules in order, not by number
    new Date(record.at).toISOString(),
    quoted(record.action === 'none' ? '-' : record.action),
    quoted('-'),
    quoted(record.errorReason ?? '-'),
    quoted(record.target ?? '-'),
    quoted(record.targetStatus === undefined ? '-' : String(record.targetStatus)),
    quoted('-'),
    quoted('-'),
    '-',
    `listener_port=${record.listenerPort}`,
    `request_id=${quoted(record.requestId ?? '-')}`,
  ].join(' ');
}

const seconds = (value: number): string => (value < 0 ? '-1' : value.toFixed(6));

/** Quotes within a field are written as \x22, as ALB writes them. */
const quoted = (text: string): string => `"${text.replaceAll('"', String.raw`\x22`)}"`;
