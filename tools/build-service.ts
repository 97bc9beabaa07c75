import { readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { transform } from '@swc/core';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'service', 'src');

/** Output name → entry. Three files, because each is loaded at another moment. */
const ENTRIES = {
  /** The entry: switches the compile cache on, then loads the service. */
  main: 'main.ts',
  'service-process': 'service-process.ts',
  /** Loaded by threads, which need nothing else. */
  'factorial-worker': 'factorial/factorial-worker.ts',
};

/**
 * Bundles the service into `outDir`: `main.mjs` is the entry, the others stand beside it. Needs no node_modules at
 * run time. The same sources give the same bytes.
 *
 * @returns file names with their sizes in bytes
 */
export async function buildService(outDir = join(ROOT, 'dist', 'service')): Promise<ReadonlyMap<string, number>> {
  await rm(outDir, { recursive: true, force: true });
  const outputs = await Promise.all(
    Object.entries(ENTRIES).map(([name, source]) =>
      build({ ...options(outDir), entryPoints: { [name]: join(SOURCE, source) } }),
    ),
  );
  return new Map(
    outputs
      .flatMap(({ metafile }) => Object.entries(metafile.outputs))
      .map(([file, { bytes }]): [string, number] => [relative(outDir, resolve(ROOT, file)), bytes]),
  );
}

function options(outdir: string) {
  return {
    absWorkingDir: ROOT,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Readable stack traces without source maps; minifying saves nothing that the compile cache does not.
    minify: false,
    // Nest shows class names in its errors.
    keepNames: true,
    external: OPTIONAL,
    plugins: [besideTheEntry, decoratorMetadata],
    // CommonJS packages in an ES module still call require for Node's own modules.
    banner: { js: REQUIRE },
    logLevel: 'warning',
  } as const satisfies BuildOptions;
}

/**
 * Packages that Nest, Fastify and terminus look for and do without. Some are installed here for other reasons, or
 * may be one day; the service's image has none of them.
 */
const OPTIONAL = [
  '@fastify/cors',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@grpc/*',
  '@mikro-orm/*',
  '@nestjs/axios',
  '@nestjs/microservices',
  '@nestjs/mongoose',
  '@nestjs/platform-express',
  '@nestjs/sequelize',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  '@nestjs/websockets',
  'class-transformer',
  'class-validator',
  'file-type',
];

const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/** What the entry loads later stays a file of its own. */
const besideTheEntry: Plugin = {
  name: 'beside-the-entry',
  setup(build) {
    build.onResolve({ filter: /^\.\/service-process\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './service-process.mjs', external: true } : undefined,
    );
  },
};

/** esbuild has no decorator metadata, by which Nest finds what to inject; so swc compiles our sources first. */
const decoratorMetadata: Plugin = {
  name: 'decorator-metadata',
  setup(build) {
    build.onLoad({ filter: /[\\/]service[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        filename: path,
        configFile: false,
        swcrc: false,
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const files = await buildService(values.out === undefined ? undefined : resolve(values.out));
  for (const [file, bytes] of files) console.log(`${file} ${(bytes / 1024).toFixed(1)} KiB`);
}
