import { AwsError, messageOf } from '../../../kernel/aws-error.ts';
import { parseArn, type Scope } from '../../../kernel/scope.ts';
import type { PipelineAction, PipelineActionInput, PipelineActionResult } from '../../ports/pipeline-actions.ts';
import type { PipelineArtifacts } from '../../ports/pipeline-artifacts.ts';
import type { StackRecord } from '../../stacks/stack-record.ts';
import type { StackRequest } from '../../stacks/stack-request.ts';
import type { Stacks } from '../../stacks/stacks.ts';
import { requestFrom } from './stack-request.ts';

/** Statuses of a stack that REPLACE_ON_FAILURE deletes. Source: user guide, "CloudFormation" action reference. */
const FAILED = ['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED'];
/** What ROLLBACK_COMPLETE is counted as by the CloudFormation guide's own table of the same mode. */
const REPLACED = [...FAILED, 'ROLLBACK_COMPLETE'];

interface StackActionDeps {
  stacks: () => Stacks;
  artifacts: PipelineArtifacts;
}

/**
 * Works on a stack through the use cases that the API has. A stack that needs no update and an empty change set are a
 * success. Source: user guide, "CloudFormation" action reference.
 */
export const stackAction = (deps: StackActionDeps): PipelineAction => ({
  start(input) {
    const name = input.configuration['StackName'];
    return {
      ...(name !== undefined && { externalId: name }),
      done: run(deps, input).catch((error: unknown): PipelineActionResult => {
        if (!(error instanceof AwsError)) throw error;
        return { status: 'Failed', error: { code: 'JobFailed', message: error.message } };
      }),
      // An operation on a stack goes on, as in AWS.
      stop: () => {},
    };
  },
});

async function run(deps: StackActionDeps, input: PipelineActionInput): Promise<PipelineActionResult> {
  const { configuration } = input;
  const scope = scopeOf(input);
  const stacks = deps.stacks();
  const { StackName: name = '', ActionMode: mode = '', ChangeSetName: changeSet = '' } = configuration;
  const request = () => requestFrom(deps.artifacts, input);
  switch (mode) {
    case 'CREATE_UPDATE':
      return concluded(deps, input, await createOrUpdate(stacks, scope, await request()));
    case 'REPLACE_ON_FAILURE': {
      const wanted = await request();
      const leftover = stacks.find(scope, name);
      if (leftover && REPLACED.includes(leftover.status)) await remove(stacks, scope, leftover);
      return concluded(deps, input, await createOrUpdate(stacks, scope, wanted));
    }
    case 'DELETE_ONLY': {
      const stack = stacks.find(scope, name);
      if (stack) await remove(stacks, scope, stack);
      return !stack || stack.status === 'DELETE_COMPLETE' ? { status: 'Succeeded' } : failureOf(stack);
    }
    case 'CHANGE_SET_REPLACE':
      return replaceChangeSet(stacks, scope, await request(), needed(changeSet, 'ChangeSetName', mode));
    case 'CHANGE_SET_EXECUTE':
      return executeChangeSet(deps, input, scope, needed(changeSet, 'ChangeSetName', mode));
    default:
      throw new Error(`The rehearsal does not implement the ActionMode ${mode}.`);
  }
}

/** The account is the action role's, the region the action's; both are the pipeline's own otherwise. */
function scopeOf({ scope, region, roleArn }: PipelineActionInput): Scope {
  return { account: parseArn(roleArn)?.account ?? scope.account, region: region ?? scope.region };
}

function needed(value: string, key: string, mode: string): string {
  if (value === '') throw new Error(`${key} is required for the ActionMode ${mode}.`);
  return value;
}

async function createOrUpdate(stacks: Stacks, scope: Scope, request: StackRequest): Promise<StackRecord> {
  const existing = stacks.find(scope, request.name);
  if (!existing) return stacks.settled(await stacks.create(scope, request));
  await stacks.settled(existing);
  const prepared = await stacks.prepare(scope, request, existing);
  stacks.checkUpdatable(existing);
  if (stacks.isUnchanged(existing, prepared, request.tags)) return existing;
  return stacks.settled(await stacks.update(scope, request));
}

async function remove(stacks: Stacks, scope: Scope, stack: StackRecord): Promise<void> {
  stacks.delete(scope, stack.name);
  await stacks.settled(stack);
}

async function replaceChangeSet(
  stacks: Stacks,
  scope: Scope,
  request: StackRequest,
  name: string,
): Promise<PipelineActionResult> {
  const existing = stacks.find(scope, request.name);
  if (existing) stacks.changeSets.delete(scope, name, request.name);
  const type = !existing || existing.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
  const { id } = await stacks.changeSets.create(scope, request, { name, type });
  return { status: 'Succeeded', externalId: id };
}

async function executeChangeSet(
  deps: StackActionDeps,
  input: PipelineActionInput,
  scope: Scope,
  name: string,
): Promise<PipelineActionResult> {
  const stacks = deps.stacks();
  const { stack, status } = stacks.changeSets.get(scope, name, input.configuration['StackName']);
  // Without changes there is nothing to execute; the set must not be in the way of the next one.
  if (status === 'FAILED') stacks.changeSets.delete(scope, name, stack.name);
  else stacks.changeSets.execute(scope, name, stack.name);
  return concluded(deps, input, await stacks.settled(stack));
}

/** Outputs are variables, and a file of the output artifact when it is named. */
async function concluded(
  { artifacts }: StackActionDeps,
  { configuration, outputs, directory }: PipelineActionInput,
  stack: StackRecord,
): Promise<PipelineActionResult> {
  if (!['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(stack.status)) return failureOf(stack);
  const variables = Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value]));
  const file = configuration['OutputFileName'];
  if (file !== undefined) await artifacts.writeText(directory, file, JSON.stringify(variables));
  return {
    status: 'Succeeded',
    externalId: stack.id,
    summary: `Stack ${stack.name} is ${stack.status}.`,
    variables,
    artifacts: outputs.map((name) => ({ name, directory })),
  };
}

/** Why a stack is not as it should be: what its resources said in the last operation. */
function failureOf(stack: StackRecord): PipelineActionResult {
  const reasons = stack.events
    .slice(stack.events.findLastIndex(({ reason }) => reason === 'User Initiated') + 1)
    .filter(({ status, reason }) => status.endsWith('_FAILED') && reason !== undefined && !reason.endsWith('cancelled'))
    .map(({ logicalId, reason }) => `${logicalId}: ${reason}`);
  const told = [...new Set(reasons)].join('; ') || (stack.statusReason ?? messageOf('No reason was given.'));
  const message = `Stack ${stack.name} is ${stack.status}. ${told}`;
  return { status: 'Failed', externalId: stack.id, error: { code: 'JobFailed', message } };
}
