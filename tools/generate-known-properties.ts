// Writes rehearsal/resources/known-properties.json: every property that AWS documents for the types the rehearsal runs, so that
// a property nobody knows and one that is only not implemented are told apart. With --check it only compares.
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const RESOURCES = new URL('../rehearsal/resources/', import.meta.url);
const FILE = new URL('known-properties.json', RESOURCES);

/** Types that a provider runs: each names its own in its file. Recorded types are taken whole. */
function runTypes(): string[] {
  const files = readdirSync(RESOURCES).filter((name) => /^(?!recorded-).*(?<!\.spec)\.ts$/.test(name));
  const types = files.flatMap((name) =>
    [...readFileSync(new URL(name, RESOURCES), 'utf8').matchAll(/\btype: '(AWS::\w+::\w+)'/g)].map(
      (match) => match[1] as string,
    ),
  );
  return [...new Set(types)].toSorted();
}

/** Encoded as rehearsal/resources/known-types.ts reads it: `value`, `opaque`, `[]…`, `{}…`, `#Definition`. */
function encode(database: SpecDatabase, type: PropertyType, used: Map<string, string>): string {
  switch (type.type) {
    case 'array':
      return `[]${encode(database, type.element, used)}`;
    case 'map':
      return `{}${encode(database, type.element, used)}`;
    case 'json':
      return 'opaque';
    case 'tag':
      return '#Tag';
    case 'ref': {
      const definition = database.get('typeDefinition', type.reference.$ref);
      used.set(definition.name, type.reference.$ref);
      return `#${definition.name}`;
    }
    case 'union': {
      const members = [...new Set(type.types.map((member) => encode(database, member, used)))].toSorted();
      return members.length === 1 ? (members[0] as string) : 'opaque';
    }
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
    case 'date-time':
    case 'null':
      return 'value';
    default:
      return type satisfies never;
  }
}

function describe(database: SpecDatabase, resource: Resource) {
  const used = new Map<string, string>();
  const shapes = (properties: Resource['properties']) =>
    Object.fromEntries(
      Object.entries(properties)
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([name, { type }]) => [name, encode(database, type, used)]),
    );
  const properties = shapes(resource.properties);
  const definitions: Record<string, Record<string, string>> = {};
  // A map grows while it is walked: definitions name further ones.
  for (const [name, reference] of used)
    definitions[name] = shapes(database.get('typeDefinition', reference).properties);
  if (JSON.stringify([properties, definitions]).includes('#Tag"')) definitions.Tag ??= { Key: 'value', Value: 'value' };
  return { properties, definitions };
}

const database = await loadAwsServiceSpec();
const known: Record<string, unknown> = {};
for (const type of runTypes()) {
  const resource = database.lookup('resource', 'cloudFormationType', 'equals', type)[0];
  if (!resource) throw new Error(`The service specification does not know ${type}.`);
  known[type] = describe(database, resource);
}
const text = `${JSON.stringify(known, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error(`${fileURLToPath(FILE)} is not current: run node tools/generate-known-properties.ts`);
    process.exitCode = 1;
  }
} else writeFileSync(FILE, text);
