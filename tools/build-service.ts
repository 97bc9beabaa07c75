import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { transform } from '@swc/core';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { openApiDocument } from '../service/src/openapi/document.ts';
import { type Lock, serviceSbom } from './service-sbom.ts';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Bundles the service into `outDir`, which needs no node_modules at run time: `main.mjs`, the entry of its threads, and
 * the parts that they load, each when it is needed, and the OpenAPI document. The same sources give the same files.
 *
 * @returns the folder, the size of its files in bytes, and what they are made of
 */
export async function buildService(
  outDir = join(ROOT, 'dist', 'service'),
): Promise<{ directory: string; bytes: number; metafile: Metafile }> {
  await rm(outDir, { recursive: true, force: true });
  const { metafile } = await build({ ...OPTIONS, outdir: outDir, metafile: true });
  const openApi = join(outDir, 'openapi.json');
  await writeFile(openApi, JSON.stringify(openApiDocument()));
  const { size } = await stat(openApi);
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, size);
  return { directory: outDir, bytes, metafile };
}

async function sbomOf(metafile: Metafile): Promise<string> {
  const [lock, dockerfile] = await Promise.all(
    ['package-lock.json', 'Dockerfile'].map((file) => readFile(join(ROOT, file), 'utf8')),
  );
  return `${JSON.stringify(serviceSbom(metafile, JSON.parse(lock ?? '') as Lock, dockerfile ?? ''), undefined, 2)}\n`;
}

/**
 * Packages that Nest, Fastify and terminus look for and do without. Some are installed here for other reasons, or
 * may be one day; the service's image has none of them.
 */
const OPTIONAL = [
  // Only for schemas (service/src/http/fastify-adapter.ts).
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
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

/**
 * Node's own modules by `require`, whichever way they are imported. An ES import reads everything that a module has,
 * and among what `node:http` has are getters that load the whole of Node's fetch: over 20 ms of each start.
 */
const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup(build) {
    build.onResolve({ filter: /^[a-z:_/]+$/ }, ({ path, kind }) =>
      kind !== 'require-call' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

const OPTIONS = {
  absWorkingDir: ROOT,
  // By path: threads are started from a file, not by an import.
  entryPoints: { main: 'service/src/main.ts', 'factorial-worker': 'service/src/factorial/factorial-worker.ts' },
  bundle: true,
  // A file for each dynamic import, and for what they share. All in one folder: some code looks for files beside it.
  splitting: true,
  chunkNames: '[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Readable stack traces without source maps; minifying saves nothing that the compile cache does not.
  minify: false,
  // ES modules where a package has both: half the code, and a dynamic import finds the names of what it loads.
  mainFields: ['module', 'main'],
  external: OPTIONAL,
  plugins: [decoratorMetadata, builtinsByRequire],
  // CommonJS packages in an ES module still call require for Node's own modules.
  banner: { js: REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions;

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const { directory, bytes, metafile } = await buildService(values.out === undefined ? undefined : resolve(values.out));
  // Beside the folder: it is no part of the image.
  await writeFile(`${directory}.cdx.json`, await sbomOf(metafile));
  console.log(`${relative(process.cwd(), directory)} ${(bytes / 1024).toFixed(1)} KiB`);
}
