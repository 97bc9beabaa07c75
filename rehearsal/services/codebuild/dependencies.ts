import type { Builds } from '../../runtime/builds/builds.ts';

export interface CodebuildDependencies {
  builds: Builds;
}
