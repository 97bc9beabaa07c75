/** Values by namespace and name. */
export type Variables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Namespaces that no action may take: the pipeline's own. Source: user guide, "Variables reference". */
export const OWN_NAMESPACES = ['codepipeline', 'variables'];

const REFERENCE = /#\{([^{}.]+)\.([^{}]+)\}/gu;

export interface Reference {
  namespace: string;
  name: string;
}

/** Every `#{namespace.name}` in a configuration. */
export function referencesIn(configuration: Readonly<Record<string, string>>): Reference[] {
  return Object.values(configuration).flatMap((text) =>
    [...text.matchAll(REFERENCE)].map(([, namespace = '', name = '']) => ({ namespace, name })),
  );
}

/** The configuration with values in place of references, and what has no value. Values are inserted as they are. */
export function resolveConfiguration(
  configuration: Readonly<Record<string, string>>,
  variables: Variables,
): { resolved: Record<string, string>; missing: Reference[] } {
  const missing = referencesIn(configuration).filter(
    ({ namespace, name }) => lookUp(variables, namespace, name) === undefined,
  );
  const resolved = Object.fromEntries(
    Object.entries(configuration).map(([key, text]) => [
      key,
      text.replaceAll(
        REFERENCE,
        (whole, namespace: string, name: string) => lookUp(variables, namespace, name) ?? whole,
      ),
    ]),
  );
  return { resolved, missing };
}

function lookUp(variables: Variables, namespace: string, name: string): string | undefined {
  const values = Object.hasOwn(variables, namespace) ? variables[namespace] : undefined;
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}
