/** A name, partial or full ARN, each with or without a qualifier. Source: Lambda API, Invoke: FunctionName. */
export function parseFunctionReference(reference: string): {
  name: string;
  qualifier: string | undefined;
  account?: string;
  region?: string;
} {
  const full = /^arn:aws[a-z-]*:lambda:([^:]*):(\d{12}):function:([^:]+)(?::([^:]+))?$/.exec(reference);
  if (full) {
    const [, region, account, name, qualifier] = full as unknown as [string, string, string, string, string?];
    return { name, qualifier, account, region };
  }
  const partial = /^(\d{12}):function:([^:]+)(?::([^:]+))?$/.exec(reference);
  if (partial) {
    const [, account, name, qualifier] = partial as unknown as [string, string, string, string?];
    return { name, qualifier, account };
  }
  const [name = '', qualifier] = reference.split(':');
  return { name, qualifier };
}
