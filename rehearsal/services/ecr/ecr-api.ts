import * as client from '@aws-sdk/client-ecr';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { EcrDependencies } from './dependencies.ts';
import { batchCheckLayerAvailability } from './operations/batch-check-layer-availability.ts';
import { batchDeleteImage } from './operations/batch-delete-image.ts';
import { batchGetImage } from './operations/batch-get-image.ts';
import { completeLayerUpload } from './operations/complete-layer-upload.ts';
import { createRepository } from './operations/create-repository.ts';
import { deleteRepository } from './operations/delete-repository.ts';
import { describeImageScanFindings } from './operations/describe-image-scan-findings.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeRepositories } from './operations/describe-repositories.ts';
import { getAccountSetting } from './operations/get-account-setting.ts';
import { getAuthorizationToken } from './operations/get-authorization-token.ts';
import { getDownloadUrlForLayer } from './operations/get-download-url-for-layer.ts';
import { getLifecyclePolicy } from './operations/get-lifecycle-policy.ts';
import { getRepositoryPolicy } from './operations/get-repository-policy.ts';
import { initiateLayerUpload } from './operations/initiate-layer-upload.ts';
import { listImageReferrers } from './operations/list-image-referrers.ts';
import { listImages } from './operations/list-images.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putAccountSetting } from './operations/put-account-setting.ts';
import { putImage } from './operations/put-image.ts';
import { putImageScanningConfiguration } from './operations/put-image-scanning-configuration.ts';
import { putImageTagMutability } from './operations/put-image-tag-mutability.ts';
import { putLifecyclePolicy } from './operations/put-lifecycle-policy.ts';
import { setRepositoryPolicy } from './operations/set-repository-policy.ts';
import { startImageScan } from './operations/start-image-scan.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { uploadLayerPart } from './operations/upload-layer-part.ts';

/** ECR: repositories, layers, and images by tag and digest. Clients of the registry protocol have an endpoint of their own. */
export function ecrApi(dependencies: EcrDependencies): ServiceTable {
  return {
    name: 'ecr',
    client,
    operations: {
      BatchCheckLayerAvailability: batchCheckLayerAvailability(dependencies),
      BatchDeleteImage: batchDeleteImage(dependencies),
      BatchGetImage: batchGetImage(dependencies),
      CompleteLayerUpload: completeLayerUpload(dependencies),
      CreateRepository: createRepository(dependencies),
      DeleteRepository: deleteRepository(dependencies),
      DescribeImageScanFindings: describeImageScanFindings(dependencies),
      DescribeImages: describeImages(dependencies),
      DescribeRepositories: describeRepositories(dependencies),
      GetAccountSetting: getAccountSetting(dependencies),
      GetAuthorizationToken: getAuthorizationToken(dependencies),
      GetDownloadUrlForLayer: getDownloadUrlForLayer(dependencies),
      GetLifecyclePolicy: getLifecyclePolicy(dependencies),
      GetRepositoryPolicy: getRepositoryPolicy(dependencies),
      InitiateLayerUpload: initiateLayerUpload(dependencies),
      ListImageReferrers: listImageReferrers(dependencies),
      ListImages: listImages(dependencies),
      ListTagsForResource: listTagsForResource(dependencies),
      PutAccountSetting: putAccountSetting(dependencies),
      PutImage: putImage(dependencies),
      PutImageScanningConfiguration: putImageScanningConfiguration(dependencies),
      PutImageTagMutability: putImageTagMutability(dependencies),
      PutLifecyclePolicy: putLifecyclePolicy(dependencies),
      SetRepositoryPolicy: setRepositoryPolicy(dependencies),
      StartImageScan: startImageScan(dependencies),
      TagResource: tagResource(dependencies),
      UntagResource: untagResource(dependencies),
      UploadLayerPart: uploadLayerPart(dependencies),
    },
    gaps: GAPS,
  };
}

const GAPS = [
  'Nothing is scanned: a scan is complete at once, without findings unless a drill or test set some, and its description says so. Enhanced scanning (Inspector) and registry scanning rules are not there.',
  'Encryption and repository policies are recorded: files lie as they are, and any account of the rehearsal can push and pull. Policies of roles are not evaluated either.',
  'Lifecycle policies are recorded and never expire an image; previews are not served. Layers that no image names stay until their repository goes, and content stays on disk.',
  'Replication, pull-through caches, tag mutability exclusions, signing, archiving and repository templates are refused or not served. Of the account settings there is BLOB_MOUNTING.',
  'GetDownloadUrlForLayer names the registry endpoint on this machine instead of S3; the URL is good for an hour and ends with the engine, as do registry tokens and unfinished uploads.',
  'The registry endpoint is plain HTTP on loopback: image names have the registry in front (127.0.0.1:<port>/<account>.dkr.ecr.<region>.amazonaws.com/<name>), or the Host header names it. It records each PATCH or PUT with content as one UploadLayerPart, whatever its size, does not look at Accept headers, and deletes no manifests.',
  'The registry endpoint takes further chunks of an upload as the OCI specification says; ECR is reported to lose all but the first (aws/containers-roadmap 2831).',
  'What is attached to an image (a manifest with a subject) stays when the image is deleted; ECR expires it within a day where the repository has a lifecycle policy. It is not scanned. Unverified: that its subject need not be there, that ListImageReferrers answers an unknown subject with an empty list, and artifactMediaType of a manifest with an artifactType.',
  'InvalidLayerPartException says the last valid byte in its message only.',
  'Images are taken in the manifest formats of OCI and Docker 2.2, with sha256 digests.',
  'Unverified: the texts of errors; the statuses of refusals of the registry protocol; that an upload ends when its completion is refused; that the same image under the same immutable tag, pushed by the registry protocol, is success.',
  'An image of the stand-in builder holds the application layer only; its base is recorded and not fetched.',
] as const;
