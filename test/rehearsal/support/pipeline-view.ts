import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import { eventually } from './eventually.ts';
import { PIPELINE } from './pipeline-product.ts';

/** The longest that an execution may take to its gate on a busy machine. */
const PATIENCE_MS = 120_000;

/** The pipeline as any client sees it. */
export class PipelineView {
  readonly #client: CodePipelineClient;

  constructor(client: CodePipelineClient) {
    this.#client = client;
  }

  /** Newest first. */
  async executions(): Promise<PipelineExecutionSummary[]> {
    const { pipelineExecutionSummaries = [] } = await this.#client.send(
      new ListPipelineExecutionsCommand({ pipelineName: PIPELINE }),
    );
    return pipelineExecutionSummaries;
  }

  /** Of a commit, newest first: a pipeline that has updated itself begins a second one. */
  async executionsOf(commitId: string): Promise<PipelineExecutionSummary[]> {
    return (await this.executions()).filter(({ sourceRevisions = [] }) =>
      sourceRevisions.some(({ revisionId }) => revisionId === commitId),
    );
  }

  /** Every run of every action of an execution, oldest first. */
  async actions(pipelineExecutionId: string): Promise<ActionExecutionDetail[]> {
    const { actionExecutionDetails = [] } = await this.#client.send(
      new ListActionExecutionsCommand({ pipelineName: PIPELINE, filter: { pipelineExecutionId }, maxResults: 100 }),
    );
    return actionExecutionDetails.toReversed();
  }

  /** `Stage/Action Status` of each, oldest first. */
  async story(pipelineExecutionId: string): Promise<string[]> {
    return (await this.actions(pipelineExecutionId)).map(
      ({ stageName, actionName, status }) => `${stageName}/${actionName} ${status}`,
    );
  }

  async statusOf(pipelineExecutionId: string): Promise<string> {
    const { pipelineExecution } = await this.#client.send(
      new GetPipelineExecutionCommand({ pipelineName: PIPELINE, pipelineExecutionId }),
    );
    return pipelineExecution?.status ?? 'unknown';
  }

  async stages(): Promise<StageState[]> {
    const { stageStates = [] } = await this.#client.send(new GetPipelineStateCommand({ name: PIPELINE }));
    return stageStates;
  }

  /** The approval that waits for a decision, if one does. */
  async waiting(): Promise<{ executionId: string | undefined; token: string } | undefined> {
    for (const { latestExecution, actionStates = [] } of await this.stages())
      for (const { latestExecution: run } of actionStates)
        if (run?.token !== undefined && run.status === 'InProgress')
          return { executionId: latestExecution?.pipelineExecutionId, token: run.token };
    return undefined;
  }

  /** Resolves with the execution of the commit that waits for its approval. Throws when it ends before. */
  untilWaiting(commitId: string): Promise<string> {
    return eventually(
      'an approval that waits',
      async () => {
        const [newest] = await this.executionsOf(commitId);
        const id = newest?.pipelineExecutionId;
        if (id === undefined) return undefined;
        if (!['InProgress', 'Cancelled'].includes(newest?.status ?? ''))
          throw new Error(
            `The execution is ${newest?.status}: ${JSON.stringify((await this.actions(id)).at(-1)?.output)}`,
          );
        return (await this.waiting())?.executionId === id ? id : undefined;
      },
      PATIENCE_MS,
    );
  }

  /** Resolves with the commit's execution and its status, once it has ended and is not begun again. */
  ended(commitId: string): Promise<{ id: string; status: string }> {
    return eventually(
      'an execution that ends',
      async () => {
        const [newest] = await this.executionsOf(commitId);
        const { pipelineExecutionId: id, status } = newest ?? {};
        if (id === undefined || status === undefined) return undefined;
        return ['InProgress', 'Stopping', 'Cancelled'].includes(status) ? undefined : { id, status };
      },
      PATIENCE_MS,
    );
  }
}
