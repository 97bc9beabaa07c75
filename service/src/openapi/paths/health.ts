import type { OpenAPIV3_1 } from 'openapi-types';
import { exactly, json, type Paths } from '../answers.ts';
import { openProblems } from '../problems.ts';

const STATUS = { type: 'string', enum: ['UP', 'DOWN'] } as const satisfies OpenAPIV3_1.SchemaObject;

const CHECKS: OpenAPIV3_1.SchemaObject = {
  type: 'object',
  description: 'Each by its name, with details of its own.',
  additionalProperties: { type: 'object', required: ['status'], properties: { status: STATUS } },
};

const BRIEF = exactly({ status: STATUS, checks: CHECKS });

const FULL = exactly({
  status: STATUS,
  version: { type: 'string' },
  release: { type: ['string', 'null'] },
  uptimeSeconds: { type: 'integer', minimum: 0 },
  checks: CHECKS,
});

const traffic = (isUp: boolean) => ({
  traffic: isUp ? { status: 'UP', state: 'accepting' } : { status: 'DOWN', state: 'draining' },
});

const briefly = (isUp: boolean, checks: object) => ({ status: isUp ? 'UP' : 'DOWN', checks });

const fully = (isUp: boolean) => ({
  status: isUp ? 'UP' : 'DOWN',
  version: '0a1b2c3',
  release: null,
  uptimeSeconds: 86_400,
  checks: { ...traffic(isUp), factorialThreads: { status: 'UP', busy: 0, queued: 0 } },
});

export const healthPaths: Paths = {
  '/health': {
    get: {
      operationId: 'getHealth',
      tags: ['operation'],
      summary: 'Whether all is well, with details',
      security: [],
      responses: {
        200: json('All checks are UP.', FULL, fully(true)),
        503: json('A check is DOWN, or the process is about to end.', FULL, fully(false)),
        ...openProblems(),
      },
    },
  },
  '/health/live': {
    get: {
      operationId: 'getLiveness',
      tags: ['operation'],
      summary: 'Whether the process answers at all',
      security: [],
      responses: { 200: json('It does.', BRIEF, briefly(true, {})), ...openProblems() },
    },
  },
  '/health/ready': {
    get: {
      operationId: 'getReadiness',
      tags: ['operation'],
      summary: 'Whether to send requests here',
      security: [],
      responses: {
        200: json('Yes.', BRIEF, briefly(true, traffic(true))),
        503: json(
          'No: the process is about to end, or a part of it does not answer.',
          BRIEF,
          briefly(false, traffic(false)),
        ),
        ...openProblems(),
      },
    },
  },
};
