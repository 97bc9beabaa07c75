import type { Scope } from '../../kernel/scope.ts';
import type { StagedCode } from '../ports/function-workers.ts';

/** What a caller may set. Source: Lambda API, CreateFunction. */
export interface FunctionSettings {
  role: string;
  handler: string;
  runtime: string;
  description: string;
  /** Seconds, 1–900. */
  timeout: number;
  /** MB, 128–10240. */
  memorySize: number;
  environment: Record<string, string>;
  architectures: string[];
  /** Defaults to `/aws/lambda/<name>`. */
  logGroup: string;
  /** MB. */
  ephemeralStorage: number;
  tracingMode: 'Active' | 'PassThrough';
  vpc: { subnetIds: string[]; securityGroupIds: string[] } | undefined;
}

/** One version: `$LATEST` changes, numbered ones do not. */
export interface FunctionVersion extends FunctionSettings {
  version: string;
  code: StagedCode;
  revisionId: string;
  /** Epoch milliseconds. */
  lastModified: number;
  /** Of a numbered version: stands for the code and configuration it was made of. */
  publishedFrom?: string;
}

export interface FunctionAlias {
  name: string;
  functionVersion: string;
  /** A second version and its share of the invocations, 0 to 1. */
  additional?: { version: string; weight: number };
  description: string;
  revisionId: string;
}

export interface PermissionStatement {
  id: string;
  action: string;
  principal: string;
  sourceArn?: string;
  sourceAccount?: string;
  qualifier?: string;
}

export interface FunctionRecord {
  readonly name: string;
  readonly scope: Scope;
  readonly arn: string;
  latest: FunctionVersion;
  versions: FunctionVersion[];
  /** How many versions were ever published: numbers are never used again. */
  published: number;
  aliases: Map<string, FunctionAlias>;
  permissions: PermissionStatement[];
  tags: Record<string, string>;
  reservedConcurrency?: number;
  /** Invocations that run now. */
  running: number;
}

export const DEFAULT_SETTINGS = {
  description: '',
  timeout: 3,
  memorySize: 128,
  environment: {},
  architectures: ['x86_64'],
  ephemeralStorage: 512,
  tracingMode: 'PassThrough',
  vpc: undefined,
} as const;
