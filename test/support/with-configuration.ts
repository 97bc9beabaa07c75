import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '../../infra/config/load.ts';
import type { Configuration } from '../../infra/config/schema.ts';

/** Gives `use` a file with the committed configuration, changed: what `-c config=<file>` takes. */
export function withConfiguration<Result>(
  change: (configuration: Configuration) => void,
  use: (file: string) => Result,
): Result {
  const directory = mkdtempSync(join(tmpdir(), 'configuration-'));
  try {
    const configuration = structuredClone(loadConfiguration());
    change(configuration);
    const file = join(directory, 'configuration.json');
    writeFileSync(file, JSON.stringify(configuration));
    return use(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
