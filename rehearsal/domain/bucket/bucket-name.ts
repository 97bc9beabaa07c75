/**
 * Whether a new bucket may have this name. Source: S3 User Guide, "General purpose bucket naming rules"; the suffixes that AWS
 * reserves for its own are left out.
 */
export function isBucketName(name: string): boolean {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return false;
  if (name.includes('..') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) return false;
  return !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name);
}
