import { json, type Paths } from '../answers.ts';
import { problems } from '../problems.ts';

export const openApiPaths: Paths = {
  '/openapi.json': {
    get: {
      operationId: 'getDescription',
      tags: ['operation'],
      summary: 'This document',
      parameters: [
        { name: 'if-none-match', in: 'header', description: 'An earlier `etag`.', schema: { type: 'string' } },
      ],
      responses: {
        200: json(
          'OpenAPI 3.1.',
          {
            type: 'object',
            required: ['openapi', 'info', 'paths'],
            properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
          },
          { openapi: '3.1.0', info: { title: 'Picus', version: '1' }, paths: {} },
          { etag: { description: 'Of this text.', schema: { type: 'string' } } },
        ),
        304: { description: 'Not changed since.' },
        ...problems(),
      },
    },
  },
};
