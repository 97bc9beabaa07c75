import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PinnedTool } from './tool-path.ts';

/** Those of the packages that are installed below `root`, with the versions they have there. */
export function installedTools(root: string, packages: readonly string[]): PinnedTool[] {
  return packages.flatMap((tool) => {
    const directory = join(root, 'node_modules', tool);
    const file = join(directory, 'package.json');
    if (!existsSync(file)) return [];
    const { version, bin } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; bin?: string | object };
    const programs = typeof bin === 'string' ? { [tool.split('/').at(-1) ?? tool]: bin } : (bin ?? {});
    const binaries = Object.fromEntries(
      Object.entries(programs).map(([name, path]) => [name, join(directory, String(path))]),
    );
    return [{ tool, version, binaries }];
  });
}
