import { expect, it } from '@jest/globals';
import { generalNames } from './general-names.ts';

it.each([
  ['app-dev-items', 'app-<environment>-items'],
  ['/app-dev/service', '/app-<environment>/service'],
  ['app-dev', 'app-<environment>'],
  ['app-dev-us-items', 'app-<environment>-items'],
  ['app-developer', 'app-developer'],
  ['app-pipeline', 'app-pipeline'],
])('%s is %s', (name, general) => {
  expect(generalNames('app', [{ name: 'dev' }, { name: 'dev-us' }])(name)).toBe(general);
});
