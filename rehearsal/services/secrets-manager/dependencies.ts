import type { Rotations } from '../../runtime/secrets/rotations.ts';
import type { Secrets } from '../../runtime/secrets/secrets.ts';

export interface SecretsManagerDependencies {
  secrets: Secrets;
  rotations: Rotations;
}
