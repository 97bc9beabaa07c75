import { parse } from 'yaml';
import type { BuildspecDocuments } from '../runtime/ports/buildspec-documents.ts';

/** Buildspecs by the `yaml` package: YAML 1.2 contains JSON. Aliases expand within the package's limit against explosion. */
export const buildspecYaml: BuildspecDocuments = {
  parse: (content) => parse(content, { prettyErrors: true }) as unknown,
};
