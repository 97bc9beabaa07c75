import type { Parameters } from '../../runtime/parameters/parameters.ts';

export interface SsmDependencies {
  parameters: Parameters;
}
