import * as client from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../runtime/functions/lambda-functions.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { addPermission } from './operations/add-permission.ts';
import { createAlias } from './operations/create-alias.ts';
import { createFunction } from './operations/create-function.ts';
import { deleteAlias } from './operations/delete-alias.ts';
import { deleteFunction } from './operations/delete-function.ts';
import { getAlias } from './operations/get-alias.ts';
import { getFunctionConfiguration } from './operations/get-function-configuration.ts';
import { getFunction } from './operations/get-function.ts';
import { getPolicy } from './operations/get-policy.ts';
import { invoke } from './operations/invoke.ts';
import { listAliases } from './operations/list-aliases.ts';
import { listFunctions } from './operations/list-functions.ts';
import { listVersionsByFunction } from './operations/list-versions-by-function.ts';
import { publishVersion } from './operations/publish-version.ts';
import { removePermission } from './operations/remove-permission.ts';
import { updateAlias } from './operations/update-alias.ts';
import { updateFunctionCode } from './operations/update-function-code.ts';
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts';

export function lambdaApi({ functions }: { functions: LambdaFunctions }): ServiceTable {
  return {
    name: 'lambda',
    client,
    operations: {
      AddPermission: addPermission(functions),
      CreateAlias: createAlias(functions),
      CreateFunction: createFunction(functions),
      DeleteAlias: deleteAlias(functions),
      DeleteFunction: deleteFunction(functions),
      GetAlias: getAlias(functions),
      GetFunction: getFunction(functions),
      GetFunctionConfiguration: getFunctionConfiguration(functions),
      GetPolicy: getPolicy(functions),
      Invoke: invoke(functions),
      ListAliases: listAliases(functions),
      ListFunctions: listFunctions(functions),
      ListVersionsByFunction: listVersionsByFunction(functions),
      PublishVersion: publishVersion(functions),
      RemovePermission: removePermission(functions),
      UpdateAlias: updateAlias(functions),
      UpdateFunctionCode: updateFunctionCode(functions),
      UpdateFunctionConfiguration: updateFunctionConfiguration(functions),
    },
    gaps: [
      'Functions run on Node.js only (nodejs20.x, nodejs22.x, nodejs24.x), all on the Node.js of the rehearsal; other runtimes, images, layers, extensions and SnapStart are refused or missing.',
      "Memory is not limited to MemorySize, /tmp is the machine's own, and CPU does not grow with memory.",
      'A resource policy is enforced for load balancers only; other callers are not held to it, and its revision is not kept.',
      'Asynchronous invocations are tried three times, and those that wait end with the engine; event age, destinations and dead-letter queues are missing, and a throttled one is dropped.',
      'Function URLs, event source mappings, provisioned concurrency and response streaming are missing.',
      'A function changes at once: its state never is Pending, nor an update InProgress.',
      'CodeSha256 of a function from a folder is a hash of its files, not of an archive.',
      'cfn-response is not supplied to inline code.',
      "Invocation metrics carry the time at which an invocation ended, not when it began: a period may already be judged, since functions' durations are not scaled. Async, iterator and provisioned metrics are missing, and a throttled or failed asynchronous invocation has no metrics of its own.",
      'A throttle is made by reserved concurrency only: the account has no limit.',
      'Unverified: versions of one alias with different roles are refused with a text of the rehearsal.',
      'Unverified: metrics with ExecutedVersion are made for every invocation through an alias, also while it has one version.',
      'Unverified: wording of validation messages.',
    ],
  };
}
