import { parseXML } from '@aws-sdk/xml-builder';
import type { ReportDocuments } from '../runtime/ports/report-documents.ts';

/** Reports by the AWS SDK's own XML parser, which knows no external entities. */
export const reportXml: ReportDocuments = {
  parseXml(content) {
    const document = parseXML(content.replace(/^\uFEFF/, '')) as Record<string, unknown>;
    const [root = '', element] = Object.entries(document)[0] ?? [];
    return { root, content: element };
  },
};
