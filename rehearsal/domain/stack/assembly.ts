/** A CDK cloud assembly as far as a deployment needs it. */
export interface Assembly {
  /** One a nested assembly (a Stage), in the manifest's order. */
  environments: AssemblyEnvironment[];
  /** Stacks outside every stage: the pipeline. */
  stacks: AssemblyStack[];
  /** File assets of all stacks, by content hash. */
  assets: Map<string, FileAsset>;
}

export interface AssemblyEnvironment {
  /** The last part of the display name, for example `dev` of `app-pipeline/dev`. */
  name: string;
  displayName: string;
  /** Those that others need come first. */
  stacks: AssemblyStack[];
}

export interface AssemblyStack {
  /** The artifact's id, unique in its assembly. */
  id: string;
  displayName: string;
  /** As CloudFormation names it. */
  name: string;
  account: string;
  region: string;
  /** JSON text. */
  templateBody: string;
  templateFile: string;
  /** Ids of the stacks that must be deployed before. */
  dependencies: string[];
  tags: Record<string, string>;
  parameters: Record<string, string>;
  terminationProtection: boolean;
}

export interface FileAsset {
  hash: string;
  /** Absolute. A directory when the packaging is zip. */
  path: string;
  packaging: 'zip' | 'file';
  destinations: { bucket: string; key: string }[];
}
