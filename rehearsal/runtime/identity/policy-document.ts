import { malformedPolicy } from './errors.ts';

/** A policy as JSON, with the least that IAM demands. Source: IAM User Guide, policy grammar. */
export interface PolicyDocument {
  Version?: string;
  Statement: unknown;
}

/** Throws MalformedPolicyDocument. Actions, principals and conditions are kept as they are. */
export function policyDocument(value: unknown): PolicyDocument {
  const parsed: unknown = typeof value === 'string' ? parseJson(value) : value;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw malformedPolicy('Syntax errors in policy.');
  const document = parsed as Partial<PolicyDocument>;
  if (document.Statement === undefined) throw malformedPolicy('Syntax error: a policy needs a Statement.');
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  for (const statement of statements as { Effect?: unknown }[])
    if (statement?.Effect !== 'Allow' && statement?.Effect !== 'Deny')
      throw malformedPolicy('Syntax error: the Effect of a statement must be Allow or Deny.');
  return document as PolicyDocument;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
}
