import { AppSpecProblem, isMap, readHooks, section, text } from '../deployment/app-spec-section.ts';
import { FUNCTION_HOOK_EVENTS, type FunctionHookEvent } from './lifecycle.ts';

/** An AppSpec of a Lambda deployment. Source: CodeDeploy user guide, reference-appspec-file-structure-resources. */
export interface FunctionAppSpec {
  functionName: string;
  aliasName: string;
  currentVersion: string;
  targetVersion: string;
  hooks: Partial<Record<FunctionHookEvent, string>>;
}

/** The AppSpec in a parsed document. Keys are matched without case; an unknown one is refused, as for ECS. */
export function readFunctionAppSpec(document: unknown): FunctionAppSpec {
  const top = section(document, 'The AppSpec', ['version', 'Resources', 'Hooks']);
  if (Number(top['version']) !== 0) throw new AppSpecProblem('The AppSpec must have "version": 0.0.');
  const properties = functionProperties(top['Resources']);
  return {
    functionName: text(properties['Name'], 'Name'),
    aliasName: text(properties['Alias'], 'Alias'),
    currentVersion: version(properties['CurrentVersion'], 'CurrentVersion'),
    targetVersion: version(properties['TargetVersion'], 'TargetVersion'),
    hooks: readHooks(top['Hooks'], FUNCTION_HOOK_EVENTS),
  };
}

/** The resource's own name is free. "Each AppSpec file can deploy one Lambda function version": deployment-steps-lambda. */
function functionProperties(resources: unknown) {
  const [resource, ...others] = Array.isArray(resources) ? (resources as unknown[]) : [];
  const [named, ...more] = isMap(resource) ? Object.entries(resource) : [];
  if (!named || others.length + more.length > 0) {
    throw new AppSpecProblem('Resources must be a list of exactly one function.');
  }
  const [name, value] = named;
  const target = section(value, `Resources[0].${name}`, ['Type', 'Properties']);
  if (target['Type'] !== 'AWS::Lambda::Function') {
    throw new AppSpecProblem(`${name}.Type must be AWS::Lambda::Function.`);
  }
  return section(target['Properties'], `${name}.Properties`, ['Name', 'Alias', 'CurrentVersion', 'TargetVersion']);
}

/** "The value must be a valid positive integer", and "each property is specified with a string"; YAML makes a number of it. */
function version(value: unknown, what: string): string {
  const written = typeof value === 'number' ? String(value) : value;
  if (typeof written === 'string' && /^[1-9]\d*$/.test(written)) return written;
  throw new AppSpecProblem(`${what} must be the number of a published version.`);
}
