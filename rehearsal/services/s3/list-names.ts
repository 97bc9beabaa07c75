/** How a list writes names: as they are, or, when the client asks, so that any character survives XML. Source: S3 API, EncodingType. */
export const nameWriter = (encoding: string | undefined): ((name: string) => string) =>
  encoding === 'url' ? (name) => encodeURIComponent(name).replaceAll('%2F', '/') : (name) => name;

/** A page has at most 1000 entries. Source: S3 API, ListObjectsV2. */
export const pageSize = (asked: number | undefined): number => Math.min(Math.max(asked ?? 1000, 0), 1000);
