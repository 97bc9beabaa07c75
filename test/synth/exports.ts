import type { Assembly } from './assembly.ts';

/**
 * Names that stacks of the assembly before import, and no stack of the one after exports. CloudFormation updates who exports
 * first, and refuses to take away what somebody still imports (CloudFormation user guide, "Exporting stack output values").
 */
export function importsLeftBehind(before: Assembly, after: Assembly): string[] {
  const imported = [...before.values()].flatMap(({ template }) =>
    [...JSON.stringify(template).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name ?? ''),
  );
  const exported = new Set(
    [...after.values()].flatMap(({ template }) =>
      Object.values(template.Outputs ?? {}).map(({ Export }) => (typeof Export?.Name === 'string' ? Export.Name : '')),
    ),
  );
  return [...new Set(imported)].filter((name) => !exported.has(name));
}
