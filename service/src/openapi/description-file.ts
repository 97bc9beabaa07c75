import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface Description {
  readonly text: string;
  /** Entity tag, quoted. */
  readonly etag: string;
}

/**
 * The document as the build wrote it beside the bundle (tools/build-service.ts); in a checkout, where nothing is built,
 * it is put together.
 */
export async function readDescription(file: URL = new URL('./openapi.json', import.meta.url)): Promise<Description> {
  const text = await readFile(file, 'utf8').catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const { openApiDocument } = await import('./document.ts');
    return JSON.stringify(openApiDocument());
  });
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}
