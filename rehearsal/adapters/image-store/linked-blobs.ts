import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Which blobs were uploaded to or mounted into which repository, whether an image names them or not; in one file. */
export interface LinkedBlobs {
  has(repositoryUri: string, digest: string): boolean;
  add(repositoryUri: string, digest: string): void;
  drop(repositoryUri: string): void;
}

export function linkedBlobs(file: string): LinkedBlobs {
  const saved = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>) : {};
  const links = new Map(Object.entries(saved).map(([uri, digests]) => [uri, new Set(digests)]));
  const save = () => {
    writeFileSync(
      `${file}.partial`,
      JSON.stringify(Object.fromEntries([...links].map(([uri, all]) => [uri, [...all]]))),
    );
    renameSync(`${file}.partial`, file);
  };
  const has = (uri: string, digest: string) => links.get(uri)?.has(digest) ?? false;
  return {
    has,
    add(uri, digest) {
      if (has(uri, digest)) return;
      links.set(uri, (links.get(uri) ?? new Set()).add(digest));
      save();
    },
    drop(uri) {
      if (links.delete(uri)) save();
    },
  };
}
