interface Reference {
  secretId: string;
  jsonKey: string | undefined;
  versionStage: string | undefined;
  versionId: string | undefined;
}

/** An ARN holds colons itself: `arn:aws:secretsmanager:<region>:<account>:secret:<name>`. */
const SECRET = /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/;

/**
 * `<secret-id>:<json-key>:<version-stage>:<version-id>`, of which all but the first may be empty or missing. Undefined for a
 * text that has another form. Source: CodeBuild user guide, "Build specification reference", env/secrets-manager.
 */
export function readSecretReference(text: string): Reference | undefined {
  const [, secretId, jsonKey, versionStage, versionId] = SECRET.exec(text) ?? [];
  if (secretId === undefined) return undefined;
  return {
    secretId,
    jsonKey: jsonKey || undefined,
    versionStage: versionStage || undefined,
    versionId: versionId || undefined,
  };
}
