import { validationError } from './validation-error.ts';

/** A template as CloudFormation reads it. Values may hold intrinsic functions. */
export interface Template {
  readonly Description?: string;
  readonly Metadata?: unknown;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Rules: Readonly<Record<string, TemplateRule>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  Type: string;
  Default?: string | number;
  AllowedValues?: (string | number)[];
  AllowedPattern?: string;
  MinLength?: number | string;
  MaxLength?: number | string;
  MinValue?: number | string;
  MaxValue?: number | string;
  NoEcho?: boolean | string;
  ConstraintDescription?: string;
  Description?: string;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: unknown;
  CreationPolicy?: unknown;
  UpdatePolicy?: unknown;
}

interface TemplateOutput {
  Value: unknown;
  Description?: string;
  Condition?: string;
  Export?: { Name: unknown };
}

interface TemplateRule {
  RuleCondition?: unknown;
  Assertions: { Assert: unknown; AssertDescription?: string }[];
}

/** Top-level sections. Source: CloudFormation user guide, "Template sections". */
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
]);
const RESOURCE_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
]);

/** Throws `ValidationError`. Only JSON is read: the assembly holds nothing else. */
export function parseTemplate(body: string): Template {
  const document = readJson(body);
  const unknown = Object.keys(document).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  for (const section of ['Transform', 'Hooks'])
    if (document[section] !== undefined)
      throw validationError(
        `The rehearsal does not run the template's ${section}: ${JSON.stringify(document[section])}`,
      );
  const resources = sectionOf<TemplateResource>(document, 'Resources');
  if (Object.keys(resources).length === 0)
    throw validationError('Template format error: At least one Resources member must be defined.');
  for (const [logicalId, resource] of Object.entries(resources)) checkResource(logicalId, resource);
  return {
    ...(typeof document.Description === 'string' && { Description: document.Description }),
    ...(document.Metadata !== undefined && { Metadata: document.Metadata }),
    Parameters: sectionOf(document, 'Parameters'),
    Mappings: sectionOf(document, 'Mappings'),
    Conditions: sectionOf(document, 'Conditions'),
    Rules: sectionOf(document, 'Rules'),
    Resources: resources,
    Outputs: sectionOf(document, 'Outputs'),
  };
}

export const dependsOn = (resource: TemplateResource): string[] =>
  resource.DependsOn === undefined ? [] : [resource.DependsOn].flat();

export const isDocument = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readJson(body: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    throw validationError(
      `Template format error: JSON not well-formed. (${(error as Error).message}; the rehearsal does not read YAML)`,
    );
  }
  if (!isDocument(document)) throw validationError('Template format error: unsupported structure.');
  return document;
}

function sectionOf<T>(document: Record<string, unknown>, name: string): Record<string, T> {
  const section = document[name] ?? {};
  if (!isDocument(section)) throw validationError(`Template format error: ${name} must be an object.`);
  return section as Record<string, T>;
}

function checkResource(logicalId: string, resource: TemplateResource): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId))
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  if (!isDocument(resource) || typeof resource.Type !== 'string')
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  const unknown = Object.keys(resource).filter((attribute) => !RESOURCE_ATTRIBUTES.has(attribute));
  if (unknown.length > 0)
    throw validationError(`Invalid template resource property '${unknown[0]}' (resource ${logicalId})`);
  if (resource.Properties !== undefined && !isDocument(resource.Properties))
    throw validationError(`Template format error: [/Resources/${logicalId}/Properties] must be an object.`);
}
