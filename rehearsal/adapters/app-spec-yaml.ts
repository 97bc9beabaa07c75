import { parse } from 'yaml';

import type { AppSpecDocuments } from '../runtime/ports/app-spec.ts';

/** AppSpec texts by the `yaml` package: YAML 1.2 contains JSON, so one parser reads both. */
export const appSpecYaml: AppSpecDocuments = {
  // Aliases are refused rather than expanded: an AppSpec has no use for them, and they can explode.
  parse: (content) => parse(content, { maxAliasCount: 0, prettyErrors: true }) as unknown,
};
