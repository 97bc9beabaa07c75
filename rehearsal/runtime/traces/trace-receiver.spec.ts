import { beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { TraceReceiver } from './trace-receiver.ts';

const TRACE = '5759e988bd862e3fe1be46a994272793';
const START = 1_767_225_600_000;
const span = (facts: object = {}) => ({
  traceId: TRACE,
  spanId: '53995c3f42cd8ad8',
  name: 'GET /picus',
  kind: 2,
  startTimeUnixNano: `${START}500000`,
  endTimeUnixNano: `${START + 12}500000`,
  attributes: [
    { key: 'http.route', value: { stringValue: '/picus' } },
    { key: 'http.response.status_code', value: { intValue: '200' } },
  ],
  status: { code: 0 },
  ...facts,
});
const batch = (...spans: object[]) =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'picus' } }] },
        scopeSpans: [{ spans }],
      },
    ],
  });

describe('TraceReceiver', () => {
  let clock: ManualClock;
  let lines: unknown[];
  let receiver: TraceReceiver;
  beforeEach(() => {
    clock = new ManualClock(START + 50);
    lines = [];
    receiver = new TraceReceiver({ clock, writeLine: (line) => lines.push(JSON.parse(line)) });
  });

  const post = (body: string | Buffer, headers: Record<string, string> = {}, path = '/v1/traces') =>
    receiver.answer({
      host: 'xray.eu-west-1.amazonaws.com',
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 Credential=a', ...headers },
      body: Buffer.from(body),
    });

  it('owns its host in every region, and no other', () => {
    expect(['xray.eu-west-1.amazonaws.com', 'xray.us-gov-east-1.amazonaws.com'].every((h) => receiver.owns(h))).toBe(
      true,
    );
    expect(['xray.amazonaws.com.evil.test', 'logs.eu-west-1.amazonaws.com'].some((h) => receiver.owns(h))).toBe(false);
  });

  it('counts spans by trace and writes a line a batch', () => {
    const child = span({ spanId: '53995c3f42cd8ad9', parentSpanId: '53995c3f42cd8ad8', kind: 3, status: { code: 2 } });
    expect(post(batch(span(), child))).toEqual({ status: 200, body: '{}', contentType: 'application/json' });
    expect(post(gzipSync(batch(span())), { 'content-encoding': 'gzip' }).status).toBe(200);
    expect(receiver.traces()).toEqual(new Map([[TRACE, 3]]));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      at: START + 50,
      region: 'eu-west-1',
      contentType: 'application/json',
      traces: 1,
      spans: [
        {
          traceId: TRACE,
          spanId: '53995c3f42cd8ad8',
          name: 'GET /picus',
          kind: 'SERVER',
          at: START + 0.5,
          durationMs: 12,
          failed: false,
          service: 'picus',
          attributes: { 'http.route': '/picus', 'http.response.status_code': 200 },
        },
        { kind: 'CLIENT', failed: true, parentSpanId: '53995c3f42cd8ad8' },
      ],
    });
  });

  it('notes protobuf by its size', () => {
    expect(post(Buffer.from([1, 2, 3]), { 'content-type': 'application/x-protobuf' })).toMatchObject({ status: 200 });
    expect(lines).toMatchObject([
      { bytes: 3, contentType: 'application/x-protobuf', unread: 'protobuf is not read here' },
    ]);
  });

  it.each<[string, string, Record<string, string>, string, number]>([
    ['no JSON', '{', {}, '/v1/traces', 400],
    ['no object', '[]', {}, '/v1/traces', 400],
    ['a trace id that is base64', batch(span({ traceId: 'V1npiL2GLj/hvkaplCcnkw==' })), {}, '/v1/traces', 400],
    ['a span without times', batch(span({ endTimeUnixNano: undefined })), {}, '/v1/traces', 400],
    ['another type', batch(span()), { 'content-type': 'text/plain' }, '/v1/traces', 415],
    ['no signature', batch(span()), { authorization: '' }, '/v1/traces', 403],
    ['another path', batch(span()), {}, '/v1/metrics', 404],
  ])('refuses %s', (_what, body, headers, path, status) => {
    expect(post(body, headers, path).status).toBe(status);
    expect([lines.length, receiver.traces().size]).toEqual([0, 0]);
  });
});
