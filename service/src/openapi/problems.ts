import { STATUS_CODES } from 'node:http';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { Answers } from './answers.ts';

/** What each status means here; the schema of all of them is the same. */
const MEANINGS = {
  400: 'The request says something that is not allowed; `detail` says what is.',
  401: 'A valid token is needed.',
  404: 'There is nothing.',
  409: 'It is there already, and different.',
  412: 'It is in another state than the request demands.',
  413: 'The body, or the value in it, is too large.',
  415: 'A body must be JSON in UTF-8.',
  502: 'What answers this path could not be reached.',
  503: 'Not now; the same request may succeed in a moment.',
  504: 'What answers this path took too long.',
} as const;

type ErrorStatus = keyof typeof MEANINGS;

/** What every endpoint may answer: 401 where access is restricted, and what nobody foresaw. */
export const problems = (...statuses: readonly ErrorStatus[]): Answers => ({
  ...Object.fromEntries(([401, ...statuses] as const).map((status) => [status, refTo(String(status))])),
  default: refTo('default'),
});

export const openProblems = (): Answers => ({ default: refTo('default') });

const refTo = (name: string): OpenAPIV3_1.ReferenceObject => ({ $ref: `#/components/responses/Problem-${name}` });

const header = (description: string, type: 'string' | 'integer'): OpenAPIV3_1.HeaderObject => ({
  description,
  schema: { type },
});

const HEADERS: Partial<Record<ErrorStatus, Record<string, OpenAPIV3_1.HeaderObject>>> = {
  401: { 'www-authenticate': header('`Bearer`, and what is wrong with the token (RFC 6750).', 'string') },
  409: { etag: header('State of the item that is there.', 'string') },
  412: { etag: header('State of the item that is there; absent if there is none.', 'string') },
  503: { 'retry-after': header('Seconds.', 'integer') },
};

const problem = (description: string, headers: Record<string, OpenAPIV3_1.HeaderObject> = {}) => ({
  description,
  headers: { 'x-request-id': header('The id of the request, for the log.', 'string'), ...headers },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

export const problemResponses: Record<string, OpenAPIV3_1.ResponseObject> = {
  ...Object.fromEntries(
    Object.entries(MEANINGS).map(([status, meaning]) => [
      `Problem-${status}`,
      problem(meaning, HEADERS[Number(status) as ErrorStatus]),
    ]),
  ),
  'Problem-default': problem('Any other error.'),
};

export const problemSchemas: Record<string, OpenAPIV3_1.SchemaObject> = {
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'requestId'],
    properties: {
      type: { const: 'about:blank' },
      title: { type: 'string', description: 'Name of the status.', enum: titles() },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'What is wrong, and what is allowed.' },
      requestId: { type: 'string', description: 'As in `x-request-id`; the log has the same.' },
    },
    additionalProperties: false,
    examples: [
      {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'number must be one whole number from 0 to 100000, in decimal digits; it is negative.',
        requestId: '1-67891233-abcdef012345678912345678',
      },
    ],
  },
};

function titles(): string[] {
  return Object.entries(STATUS_CODES).flatMap(([status, title]) => (Number(status) >= 400 && title ? [title] : []));
}
