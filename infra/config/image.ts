import type { Configuration } from './schema.ts';

/** The one image that every environment runs. */
export const image: Configuration['image'] = {
  repositoryName: 'picus',
  architecture: 'ARM64',
  untaggedDays: 7,
  findings: { block: 'HIGH', exceptions: [] },
};
