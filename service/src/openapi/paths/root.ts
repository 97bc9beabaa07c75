import { exactly, json, type Paths } from '../answers.ts';
import { problems } from '../problems.ts';

export const rootPaths: Paths = {
  '/': {
    get: {
      operationId: 'greet',
      summary: 'Greets',
      responses: {
        200: json('A greeting.', exactly({ message: { type: 'string' } }), { message: 'Olá, mundo!' }),
        ...problems(),
      },
    },
  },
};
