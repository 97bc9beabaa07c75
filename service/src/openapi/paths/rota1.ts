import type { Paths } from '../answers.ts';
import { problems } from '../problems.ts';
import { healthPaths } from './health.ts';

/** Passed on to the redirect app, which by default asks the service for its health. */
export const rota1Paths: Paths = {
  '/rota1': {
    get: {
      operationId: 'getRota1',
      tags: ['operation'],
      summary: 'What the redirect app is configured to pass on: the health of the service',
      description: 'There where the service runs with its redirect app; 404 elsewhere.',
      responses: { ...healthPaths['/health']?.get?.responses, ...problems(404, 502, 504) },
    },
  },
};
