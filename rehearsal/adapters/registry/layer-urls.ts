import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seconds. S3's presigned URLs of ECR are as good for. Unverified. */
const VALID = 3600;

/** URLs that give what they name to whoever has them, for an hour: what S3's presigned URLs are to ECR. */
export function layerUrls(now: () => number) {
  const secret = randomBytes(32);
  const signature = (target: string, expires: string) =>
    createHmac('sha256', secret).update(`${target}\n${expires}`).digest('hex');
  return {
    /** Path and query. */
    pathOf(target: string): string {
      const expires = String(Math.floor(now() / 1000) + VALID);
      return `/layers/${target}?expires=${expires}&signature=${signature(target, expires)}`;
    },
    /** What the URL names, when it is one of ours and still good. */
    targetOf(url: URL): string | undefined {
      const target = url.pathname.slice('/layers/'.length);
      const expires = url.searchParams.get('expires') ?? '';
      const given = Buffer.from(url.searchParams.get('signature') ?? '');
      const wanted = Buffer.from(signature(target, expires));
      const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
      return isOurs && Number(expires) * 1000 > now() ? target : undefined;
    },
  };
}
