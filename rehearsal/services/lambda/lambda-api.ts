import * as client from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../runtime/functions/lambda-functions.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { addPermission } from './operations/add-permission.ts';
import { createFunction } from './operations/create-function.ts';
import { deleteFunction } from './operations/delete-function.ts';
import { getAlias } from './operations/get-alias.ts';
import { getFunction } from './operations/get-function.ts';
import { getFunctionConfiguration } from './operations/get-function-configuration.ts';
import { getPolicy } from './operations/get-policy.ts';
import { invoke } from './operations/invoke.ts';
import { listFunctions } from './operations/list-functions.ts';
import { publishVersion } from './operations/publish-version.ts';
import { removePermission } from './operations/remove-permission.ts';
import { updateFunctionCode } from './operations/update-function-code.ts';
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts';

export function lambdaApi({ functions }: { functions: LambdaFunctions }): ServiceTable {
  return {
    name: 'lambda',
    client,
    operations: {
      AddPermission: addPermission(functions),
      CreateFunction: createFunction(functions),
      DeleteFunction: deleteFunction(functions),
      GetAlias: getAlias(functions),
      GetFunction: getFunction(functions),
      GetFunctionConfiguration: getFunctionConfiguration(functions),
      GetPolicy: getPolicy(functions),
      Invoke: invoke(functions),
      ListFunctions: listFunctions(functions),
      PublishVersion: publishVersion(functions),
      RemovePermission: removePermission(functions),
      UpdateFunctionCode: updateFunctionCode(functions),
      UpdateFunctionConfiguration: updateFunctionConfiguration(functions),
    },
    gaps: [
      'Functions run on Node.js only (nodejs20.x, nodejs22.x, nodejs24.x), all on the Node.js of the rehearsal; other runtimes, images, layers, extensions and SnapStart are refused or missing.',
      "Memory is not limited to MemorySize, /tmp is the machine's own, and CPU does not grow with memory.",
      'A resource policy is remembered and not enforced.',
      'Asynchronous invocations are tried three times; event age, destinations and dead-letter queues are missing, and a throttled one is dropped.',
      'Function URLs, event source mappings, provisioned concurrency, weighted aliases and response streaming are missing.',
      'A function changes at once: its state never is Pending, nor an update InProgress.',
      'CodeSha256 of a function from a folder is a hash of its files, not of an archive.',
      'cfn-response is not supplied to inline code.',
      'Unverified: wording of validation messages.',
    ],
  };
}
