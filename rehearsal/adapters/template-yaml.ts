import { parseDocument } from 'yaml';
import type { TemplateDocuments } from '../runtime/ports/template-documents.ts';

/**
 * Templates by the `yaml` package. YAML 1.1, as CloudFormation reads it (user guide, "Template formats"), with long forms of functions
 * only; aliases are refused rather than expanded.
 */
export const templateYaml: TemplateDocuments = {
  toJson(text) {
    if (text.trimStart().startsWith('{')) return text;
    const document = parseDocument(text, { version: '1.1', schema: 'core', resolveKnownTags: false });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return JSON.stringify(document.toJS({ maxAliasCount: 0 }));
  },
};
