import { exactly, json, type Paths } from '../answers.ts';
import { openProblems } from '../problems.ts';

export const versionPaths: Paths = {
  '/version': {
    get: {
      operationId: 'getVersion',
      tags: ['operation'],
      summary: 'What runs',
      security: [],
      responses: {
        200: json(
          'Facts of the image, and the label of the release.',
          exactly({
            version: { type: 'string', description: 'The commit, or `development` outside an image.' },
            gitSha: { type: ['string', 'null'] },
            release: { type: ['string', 'null'], description: 'Null where no label is set.' },
            node: { type: 'string' },
          }),
          { version: '0a1b2c3', gitSha: '0a1b2c3', release: null, node: 'v24.21.0' },
        ),
        ...openProblems(),
      },
    },
  },
};
