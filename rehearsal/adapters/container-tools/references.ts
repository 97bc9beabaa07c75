/** An image's name as docker takes it: `[host/]path[:tag|@digest]`. */
export interface Reference {
  /** With host, without tag and digest. */
  name: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com`; undefined for what is in no registry of ours. */
  ecrHost?: string;
  /** Of the repository in its registry. */
  path: string;
  /** `latest` when neither tag nor digest is written. */
  tag?: string;
  digest?: string;
}

const ECR_HOST = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;
/** Source: the grammar in github.com/distribution/reference, less upper-case hosts. */
const REFERENCE =
  /^((?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** Undefined when it is no reference. */
export function parseReference(text: string): Reference | undefined {
  const [, name, tag, digest] = REFERENCE.exec(text) ?? [];
  if (name === undefined) return undefined;
  const [host = '', ...rest] = name.split('/');
  const isOurs = isEcrHost(host) && rest.length > 0;
  return {
    name,
    path: isOurs ? rest.join('/') : name,
    ...(isOurs && { ecrHost: host }),
    ...(digest === undefined ? { tag: tag ?? 'latest' } : { digest }),
  };
}

export const isEcrHost = (host: string): boolean => ECR_HOST.test(host);

/** As docker writes it: `name:tag` or `name@sha256:…`. */
export const textOf = ({ name, tag, digest }: Reference): string => (digest ? `${name}@${digest}` : `${name}:${tag}`);
