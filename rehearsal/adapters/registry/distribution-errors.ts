import { AwsError } from '../../kernel/aws-error.ts';

/** A refusal of the registry protocol. Source: OCI distribution specification 1.1, "Error Codes". */
export class DistributionError extends Error {
  override readonly name = 'DistributionError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
  }
}

/** What ECR's proxy makes of its API's errors: codes as docker shows them (`name unknown`, `tag invalid`); statuses unverified. */
const TRANSLATIONS: Record<string, [status: number, code: string]> = {
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
  ImageNotFoundException: [404, 'MANIFEST_UNKNOWN'],
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  ImageDigestDoesNotMatchException: [400, 'DIGEST_INVALID'],
  LayersNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  ReferencedImagesNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  UploadNotFoundException: [404, 'BLOB_UPLOAD_UNKNOWN'],
  EmptyUploadException: [400, 'BLOB_UPLOAD_INVALID'],
  InvalidLayerPartException: [416, 'BLOB_UPLOAD_INVALID'],
  InvalidLayerException: [400, 'DIGEST_INVALID'],
  InvalidParameterException: [400, 'MANIFEST_INVALID'],
};

/** Undefined when the error is a defect of ours. */
export function distributionError(error: unknown): DistributionError | undefined {
  if (error instanceof DistributionError) return error;
  const translation = error instanceof AwsError ? TRANSLATIONS[error.code] : undefined;
  if (!translation) return undefined;
  const { code, message } = error as AwsError;
  // Source of the text: what docker shows of ECR ("manifest unknown: Requested image not found").
  const told = code === 'ImageNotFoundException' ? 'Requested image not found' : message;
  return new DistributionError(...translation, told, error);
}

export const errorBody = ({ code, message }: DistributionError): string =>
  JSON.stringify({ errors: [{ code, message }] });
