import { readFile, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { transform } from '@swc/core';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Bundles the service into one file, `outDir`/main.mjs, that needs neither another file nor node_modules at run time.
 * The same sources give the same bytes.
 *
 * @returns its path, and its size in bytes
 */
export async function buildService(outDir = join(ROOT, 'dist', 'service')): Promise<{ file: string; bytes: number }> {
  await rm(outDir, { recursive: true, force: true });
  const file = join(outDir, 'main.mjs');
  await build({ ...OPTIONS, outfile: file });
  const { size } = await stat(file);
  return { file, bytes: size };
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

const OPTIONS = {
  absWorkingDir: ROOT,
  // What it imports when needed is inlined, but run only then: a thread parses the service, and runs only its own part.
  entryPoints: ['service/src/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Readable stack traces without source maps; minifying saves nothing that the compile cache does not.
  minify: false,
  // Nest shows class names in its errors.
  keepNames: true,
  external: OPTIONAL,
  plugins: [decoratorMetadata],
  // CommonJS packages in an ES module still call require for Node's own modules.
  banner: { js: REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions;

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const { file, bytes } = await buildService(values.out === undefined ? undefined : resolve(values.out));
  console.log(`${relative(process.cwd(), file)} ${(bytes / 1024).toFixed(1)} KiB`);
}
