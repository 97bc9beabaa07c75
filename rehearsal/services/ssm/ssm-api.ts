import * as client from '@aws-sdk/client-ssm';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { SsmDependencies } from './dependencies.ts';
import { deleteParameter } from './operations/delete-parameter.ts';
import { deleteParameters } from './operations/delete-parameters.ts';
import { describeParameters } from './operations/describe-parameters.ts';
import { getParameter } from './operations/get-parameter.ts';
import { getParametersByPath } from './operations/get-parameters-by-path.ts';
import { getParameters } from './operations/get-parameters.ts';
import { putParameter } from './operations/put-parameter.ts';

/** Parameter Store; the rest of Systems Manager is not served. */
export function ssmApi(dependencies: SsmDependencies): ServiceTable {
  return {
    name: 'ssm',
    client,
    operations: {
      DeleteParameter: deleteParameter(dependencies),
      DeleteParameters: deleteParameters(dependencies),
      DescribeParameters: describeParameters(dependencies),
      GetParameter: getParameter(dependencies),
      GetParameters: getParameters(dependencies),
      GetParametersByPath: getParametersByPath(dependencies),
      PutParameter: putParameter(dependencies),
    },
    gaps: [
      'Only Parameter Store is served: no labels, history, policies, tag operations, nor public parameters under /aws/.',
      'A SecureString is kept in memory as it is and shown only with WithDecryption; KMS keys are described, not used.',
      'The data types aws:ec2:image and aws:ssm:integration are refused.',
      'GetParametersByPath and DescribeParameters refuse filters other than Name and Type.',
    ],
  };
}
