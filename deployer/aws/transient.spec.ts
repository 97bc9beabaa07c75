import { CodeDeployServiceException } from '@aws-sdk/client-codedeploy';
import { describe, expect, it } from '@jest/globals';
import { isTransient } from './transient.ts';

const answered = (name: string, httpStatusCode: number) =>
  new CodeDeployServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });

describe('a read that may be repeated', () => {
  it.each([
    [answered('ThrottlingException', 400), true],
    [answered('InternalError', 500), true],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), true],
    [answered('AccessDeniedException', 403), false],
    [answered('DeploymentDoesNotExistException', 400), false],
    [new TypeError('a defect'), false],
  ])('%s: %s', (error, expected) => {
    expect(isTransient(error)).toBe(expected);
  });
});
