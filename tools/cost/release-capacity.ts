/**
 * Minutes in which a release moves its traffic, by the name of CodeDeploy's predefined configuration: a canary has one wait, a
 * linear shift of tenths has nine.
 * @throws where the name says neither.
 */
export function shiftMinutes(deploymentConfig: string): number {
  if (deploymentConfig.endsWith('AllAtOnce')) return 0;
  const [, kind, percent, minutes] = /(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/.exec(deploymentConfig) ?? [];
  if (kind === 'Canary') return Number(minutes);
  if (kind === 'Linear') return (100 / Number(percent) - 1) * Number(minutes);
  throw new Error(`The name ${deploymentConfig} does not say how long it takes`);
}

/** Hours in which a release has both versions' tasks: the shift, and the window in which the one before waits. */
export const doubledHours = (release: { deploymentConfig: string; instantRollbackMinutes: number }): number =>
  (shiftMinutes(release.deploymentConfig) + release.instantRollbackMinutes) / 60;
