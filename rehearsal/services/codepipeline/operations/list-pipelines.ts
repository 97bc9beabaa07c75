import type { ListPipelinesCommandInput, ListPipelinesCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../dependencies.ts';
import { page } from '../pages.ts';

export const listPipelines: Operation<ListPipelinesCommandInput, ListPipelinesCommandOutput> =
  ({ pipelines }) =>
  ({ nextToken, maxResults }, { scope }) => {
    const found = page(pipelines.list(scope), nextToken, maxResults);
    return {
      pipelines: found.items.map(({ name, state }) => ({
        name,
        version: state.version,
        pipelineType: state.definition.pipelineType,
        executionMode: state.definition.executionMode,
        created: new Date(state.createdAt),
        updated: new Date(state.updatedAt),
      })),
      nextToken: found.nextToken,
    };
  };
