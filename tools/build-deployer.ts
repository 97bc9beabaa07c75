import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the release tool into one file that needs Node and nothing else: the pipeline carries it as an artifact. A first argument names another file. */
const root = join(import.meta.dirname, '..');
const outfile = process.argv[2] ?? join(root, 'dist', 'deployer.mjs');

await build({
  entryPoints: [join(root, 'deployer', 'cli.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  minify: true,
  // Stack traces in a build log must name something readable.
  keepNames: true,
  // commander and parts of the SDK are CommonJS and ask for Node's modules with require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});
console.log(`${outfile} (${Math.round(statSync(outfile).size / 1024)} KiB)`);
