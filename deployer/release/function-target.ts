import { CannotRelease } from './cannot-release.ts';
import { listOf, MAX_ALARMS } from './outputs.ts';

/** Where a release of a Lambda function goes: what the functions stack says about itself in its outputs. */
export interface FunctionTarget {
  platform: 'Lambda';
  stack: string;
  functionName: string;
  /** Number of the published version that is to be released. */
  version: string;
  /** What callers invoke; CodeDeploy moves it. */
  alias: string;
  application: string;
  group: string;
  config: string;
  /** Of the version that is released. */
  alarms: string[];
}

const REQUIRED = [
  'FunctionName',
  'FunctionVersion',
  'AliasName',
  'ApplicationName',
  'DeploymentGroupName',
  'DeploymentConfigName',
  'AlarmNames',
] as const;

/** Reads a functions stack's outputs. Throws CannotRelease naming everything that is missing or malformed. */
export function functionTarget(stack: string, outputs: Record<string, string>): FunctionTarget {
  const missing = REQUIRED.filter((key) => !outputs[key]?.trim());
  if (missing.length > 0) {
    throw new CannotRelease(
      `Stack ${stack} lacks the ${missing.length === 1 ? 'output' : 'outputs'} ${missing.join(', ')}. ` +
        'Its outputs say where a release goes: deploy the stack as this version of the tool expects it.',
    );
  }
  const text = (key: (typeof REQUIRED)[number]) => (outputs[key] ?? '').trim();
  const target: FunctionTarget = {
    platform: 'Lambda',
    stack,
    functionName: text('FunctionName'),
    version: text('FunctionVersion'),
    alias: text('AliasName'),
    application: text('ApplicationName'),
    group: text('DeploymentGroupName'),
    config: text('DeploymentConfigName'),
    alarms: listOf(outputs['AlarmNames']),
  };
  const wrong: string[] = [];
  // $LATEST changes under a release; CodeDeploy moves an alias between published versions only.
  if (!/^[1-9]\d*$/.test(target.version))
    wrong.push(`FunctionVersion must be a published version's number, not "${target.version}"`);
  if (target.alarms.length > MAX_ALARMS)
    wrong.push(`AlarmNames names ${target.alarms.length} alarms, CodeDeploy takes at most ${MAX_ALARMS}`);
  if (wrong.length > 0) throw new CannotRelease(`Outputs of stack ${stack} cannot be used: ${wrong.join('; ')}.`);
  return target;
}
