import { exactly, json, type Paths } from '../answers.ts';
import { problems } from '../problems.ts';

export const factorialPaths: Paths = {
  '/api/v1/factorial': {
    get: {
      operationId: 'getFactorial',
      tags: ['computing'],
      summary: 'The exact factorial of a number',
      parameters: [
        {
          name: 'number',
          in: 'query',
          required: true,
          description: 'In decimal digits, once; the largest one is configured (100000 by default).',
          schema: { type: 'integer', minimum: 0, maximum: 1_000_000 },
          example: 50,
        },
      ],
      responses: {
        200: json(
          'The factorial, as text: JSON numbers are exact only up to 2^53 in most clients.',
          exactly({ number: { type: 'integer', minimum: 0 }, factorial: { type: 'string', pattern: '^[1-9][0-9]*$' } }),
          { number: 20, factorial: '2432902008176640000' },
        ),
        ...problems(400, 503),
      },
    },
  },
};
