import { invalidParameter, valueNotFound } from './errors.ts';
import { CURRENT, PREVIOUS, type Secret, type SecretVersion } from './secret.ts';

/** Source: Secrets Manager quotas: about 100 versions, of which the deprecated go first. */
const MAX_VERSIONS = 100;

/** The version with that label. */
export const labelled = (secret: Secret, stage: string): SecretVersion | undefined =>
  secret.versions.find(({ stages }) => stages.includes(stage));

/**
 * A label is at one version: it leaves the other. Where AWSCURRENT leaves, AWSPREVIOUS comes.
 * Source: API reference, PutSecretValue and UpdateSecretVersionStage.
 */
export function attach(secret: Secret, version: SecretVersion, stage: string): void {
  const from = labelled(secret, stage);
  if (from === version) return;
  if (from) detach(from, stage);
  version.stages = [...version.stages, stage].toSorted();
  if (stage !== CURRENT || !from) return;
  detach(version, PREVIOUS);
  attach(secret, from, PREVIOUS);
}

/** As UpdateSecretVersionStage asks; the version that the label leaves must be named. */
export function moveLabel(
  secret: Secret,
  stage: string,
  { from, to }: { from: string | undefined; to: string | undefined },
): void {
  const holder = labelled(secret, stage);
  if (from !== undefined && holder?.id !== versionOf(secret, from).id)
    throw invalidParameter(`The specified secret version is not associated with the staging label ${stage}.`);
  if (to === undefined) {
    if (stage === CURRENT)
      throw invalidParameter(
        `You can only move staging label ${CURRENT} to a different secret version. It can't be completely removed.`,
      );
    if (holder && from !== undefined) detach(holder, stage);
    return;
  }
  const target = versionOf(secret, to);
  if (holder && holder !== target && from === undefined)
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  attach(secret, target, stage);
}

/** Forgets deprecated versions beyond what AWS keeps, oldest first. */
export function prune(secret: Secret): void {
  const surplus = secret.versions.length - MAX_VERSIONS;
  if (surplus <= 0) return;
  const gone = new Set(secret.versions.filter(({ stages }) => stages.length === 0).slice(0, surplus));
  secret.versions = secret.versions.filter((version) => !gone.has(version));
}

function versionOf(secret: Secret, id: string): SecretVersion {
  const version = secret.versions.find((one) => one.id === id);
  if (!version) throw valueNotFound(`VersionId: ${id}`);
  return version;
}

function detach(version: SecretVersion, stage: string): void {
  version.stages = version.stages.filter((one) => one !== stage);
}
