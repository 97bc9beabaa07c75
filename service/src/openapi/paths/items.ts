import type { OpenAPIV3_1 } from 'openapi-types';
import { exactly, json, type Paths } from '../answers.ts';
import { problems } from '../problems.ts';

const KEY = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'Unicode text without control characters, exactly as given; not `.` or `..`.',
} as const satisfies OpenAPIV3_1.SchemaObject;

const TIME = { type: 'string', format: 'date-time' } as const satisfies OpenAPIV3_1.SchemaObject;

const VALUE: OpenAPIV3_1.SchemaObject = { description: 'Any JSON of at most 100 KiB, nested in 32 levels at most.' };

const ITEM = { $ref: '#/components/schemas/Item' };

export const itemSchemas: Record<string, OpenAPIV3_1.SchemaObject> = {
  Item: exactly({
    key: KEY,
    value: VALUE,
    version: { type: 'integer', minimum: 1, description: 'One more with each replacement.' },
    createdAt: TIME,
    updatedAt: TIME,
  }),
  ItemPage: exactly({
    items: { type: 'array', items: ITEM, maxItems: 100 },
    nextCursor: { type: ['string', 'null'], description: 'For the next page; null at the end.' },
  }),
};

const EXAMPLE = {
  key: 'woodpecker/green',
  value: { name: 'Picus viridis', weightGrams: 200 },
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

const ETAG = { etag: { description: 'State of the item.', schema: { type: 'string' as const } } };

const conditional = (name: 'if-match' | 'if-none-match', description: string): OpenAPIV3_1.ParameterObject => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
  example: '"3-1767225600000"',
});

const IF_MATCH = 'State that the item must be in: its `etag`, several separated by commas, or `*`.';

export const itemPaths: Paths = {
  '/picus': {
    get: {
      operationId: 'listItems',
      tags: ['items'],
      summary: 'A page of items',
      description:
        'In no order that means anything. A page can have fewer items than `limit`, even none, before the end.',
      parameters: [
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 25 } },
        { name: 'cursor', in: 'query', description: '`nextCursor` of the page before.', schema: { type: 'string' } },
      ],
      responses: {
        200: json('A page.', { $ref: '#/components/schemas/ItemPage' }, { items: [EXAMPLE], nextCursor: null }),
        ...problems(400, 503),
      },
    },
    post: {
      operationId: 'putItem',
      tags: ['items'],
      summary: 'Makes an item, or replaces its value',
      description: 'Without `if-match` an item that is there is never changed, and a request may be repeated.',
      parameters: [conditional('if-match', `To replace. ${IF_MATCH}`)],
      requestBody: {
        required: true,
        description: 'At most 128 KiB.',
        content: {
          'application/json': {
            schema: exactly({ key: KEY, value: VALUE }),
            example: { key: EXAMPLE.key, value: EXAMPLE.value },
          },
        },
      },
      responses: {
        200: json('It is there with this value: already, or replaced.', ITEM, EXAMPLE, ETAG),
        201: json('It is new.', ITEM, EXAMPLE, {
          ...ETAG,
          location: { description: 'Its path.', schema: { type: 'string' } },
        }),
        ...problems(400, 409, 412, 413, 415, 503),
      },
    },
  },
  '/picus/{key}': {
    parameters: [
      { name: 'key', in: 'path', required: true, description: 'Percent-encoded.', schema: KEY, example: EXAMPLE.key },
    ],
    get: {
      operationId: 'getItem',
      tags: ['items'],
      summary: 'An item',
      parameters: [conditional('if-none-match', 'State that the client knows.')],
      responses: {
        200: json('The item.', ITEM, EXAMPLE, ETAG),
        304: { description: 'In the state that the client knows.', headers: ETAG },
        ...problems(400, 404, 503),
      },
    },
    delete: {
      operationId: 'deleteItem',
      tags: ['items'],
      summary: 'Deletes an item',
      description: 'Answered by a function behind the same load balancer.',
      parameters: [conditional('if-match', IF_MATCH)],
      responses: { 204: { description: 'It is gone.' }, ...problems(400, 404, 412, 503) },
    },
  },
};
