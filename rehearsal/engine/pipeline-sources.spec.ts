import { describe, expect, it } from '@jest/globals';
import type { Assembly } from '../domain/stack/assembly.ts';
import { pipelineSources } from './pipeline-sources.ts';

const source = (repository: unknown, branch: unknown, provider = 'CodeStarSourceConnection') => ({
  ActionTypeId: { Provider: provider },
  Configuration: { FullRepositoryId: repository, BranchName: branch },
});

const assembly = (...actions: object[][]) =>
  ({
    stacks: actions.map((Actions) => ({
      templateBody: JSON.stringify({
        Resources: {
          Role: { Type: 'AWS::IAM::Role' },
          Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Actions }, {}] } },
        },
      }),
    })),
  }) as unknown as Assembly;

describe('the sources of pipelines', () => {
  it('are the repositories and branches of their connections, each once', () => {
    const main = { repositoryId: 'a/b', branch: 'main' };
    const next = { repositoryId: 'a/b', branch: 'next' };
    expect(pipelineSources(assembly([source('a/b', 'main'), source('a/b', 'next')], [source('a/b', 'main')]))).toEqual([
      main,
      next,
    ]);
  });

  it('are nothing else: no other provider, nothing that only a deployment knows, no stack without a pipeline', () => {
    expect(pipelineSources(assembly([source('a/b', 'main', 'S3'), source({ Ref: 'Name' }, 'main'), {}]))).toEqual([]);
    const plain = { stacks: [{ templateBody: '{"Resources":{}}' }, { templateBody: '{}' }] } as unknown as Assembly;
    expect(pipelineSources(plain)).toEqual([]);
  });
});
