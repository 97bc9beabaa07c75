import type { ReleasedEnvironment } from './released-environment.ts';

/** Of the role that the pipeline's steps take on in an account that is not the pipeline's own. */
export const deployerRoleName = (prefix: string): string => `${prefix}-deployer`;

export const deployerRoleArn = ({ config, prefix }: ReleasedEnvironment): string =>
  `arn:aws:iam::${config.account}:role/${deployerRoleName(prefix)}`;
