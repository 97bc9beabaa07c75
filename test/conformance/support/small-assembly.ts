import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_SCOPE } from './gateway.ts';

/** A cloud assembly of one stack with one function, as `cdk synth` writes it; no role is assumed. Returns its folder. */
export function writeSmallAssembly(directory: string, stack: string): string {
  const folder = join(directory, 'cdk.out');
  const { account, region } = TEST_SCOPE;
  const bucketName = `cdk-hnb659fds-assets-${account}-${region}`;
  const write = (file: string, content: object | string) =>
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  mkdirSync(join(folder, 'asset.code'), { recursive: true });
  write('asset.code/index.js', 'exports.handler = async () => "published by the CDK";');
  write(`${stack}.template.json`, {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
      Handler: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: stack,
          Code: { S3Bucket: bucketName, S3Key: `${stack}-code.zip` },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
    },
  });
  const asset = (path: string, packaging: 'zip' | 'file', objectKey: string) => ({
    source: { path, packaging },
    destinations: { here: { bucketName, objectKey, region } },
  });
  write(`${stack}.assets.json`, {
    version: '48.0.0',
    files: {
      code: asset('asset.code', 'zip', `${stack}-code.zip`),
      template: asset(`${stack}.template.json`, 'file', `${stack}-template.json`),
    },
    dockerImages: {},
  });
  write('manifest.json', {
    version: '48.0.0',
    artifacts: {
      [`${stack}.assets`]: { type: 'cdk:asset-manifest', properties: { file: `${stack}.assets.json` } },
      [stack]: {
        type: 'aws:cloudformation:stack',
        environment: `aws://${account}/${region}`,
        properties: {
          templateFile: `${stack}.template.json`,
          stackTemplateAssetObjectUrl: `s3://${bucketName}/${stack}-template.json`,
        },
        dependencies: [`${stack}.assets`],
        displayName: stack,
      },
    },
  });
  return folder;
}
