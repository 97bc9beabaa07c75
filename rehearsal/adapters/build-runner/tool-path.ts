import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { quoted } from './shell-session.ts';

/** A package that `npm install -g` may name: it is linked, not installed. */
export interface PinnedTool {
  /** Package name, for example `aws-cdk`. */
  tool: string;
  /** Exactly the version that is installed. */
  version: string;
  /** Paths of its programs by their names. */
  binaries: Record<string, string>;
}

export interface ToolPathOptions {
  /** Made; belongs to one build. */
  directory: string;
  pinnedTools: readonly PinnedTool[];
  /** Folders whose programs come before the machine's, for example a stand-in for docker. */
  tools: readonly string[];
  /** PATH of the engine. */
  hostPath: string;
  /** Keeps what `npm ci` installed, for builds with the same lock file; without it npm installs each time. */
  installs: string | undefined;
}

const NPM_SHIM = join(import.meta.dirname, 'npm-shim.mjs');

/** Fills a folder with the build's own `node` and `npm`, and returns the build's PATH. */
export function toolPath({ directory, pinnedTools, tools, hostPath, installs }: ToolPathOptions): string {
  const [shims, bin] = [join(directory, 'shims'), join(directory, 'bin')];
  mkdirSync(shims, { recursive: true });
  mkdirSync(bin, { recursive: true });
  // A build finds what it installs, not what the product that is rehearsed has installed.
  const folders = hostPath.split(delimiter).filter((folder) => !/\/node_modules\/|node-gyp-bin$/.test(`${folder}/`));
  const npm = folders.map((folder) => join(folder, 'npm')).find((file) => existsSync(file));
  symlinkSync(process.execPath, join(shims, 'node'));
  const settings = join(directory, 'npm-shim.json');
  writeFileSync(settings, JSON.stringify({ npm, bin, installs, tools: pinnedTools }));
  const words = [process.execPath, NPM_SHIM, settings].map(quoted).join(' ');
  writeFileSync(join(shims, 'npm'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return [shims, ...tools, bin, ...folders].join(delimiter);
}
