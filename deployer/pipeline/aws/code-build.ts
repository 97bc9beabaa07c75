import { BatchGetBuildsCommand, type Build as WireBuild, type CodeBuildClient } from '@aws-sdk/client-codebuild';
import type { PipelineGateway } from '../pipeline-gateway.ts';
import type { Build } from '../pipeline-view.ts';

/** BatchGetBuilds takes at most this many. Source: API reference. */
const MOST_IDS = 100;

export function buildReader(client: CodeBuildClient): Pick<PipelineGateway, 'builds'> {
  return {
    async builds(ids) {
      const found: Build[] = [];
      for (let from = 0; from < ids.length; from += MOST_IDS) {
        const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids: ids.slice(from, from + MOST_IDS) }));
        found.push(...builds.map(toBuild));
      }
      return found;
    },
  };
}

/** A queued build has no log yet: group and stream come with its start. */
function toBuild({ id = '', logs, phases = [] }: WireBuild): Build {
  const failed = phases.find(({ phaseStatus }) => phaseStatus !== undefined && !PASSED.has(phaseStatus));
  const context = failed?.contexts?.find(({ message }) => message !== undefined && message !== '');
  return {
    id,
    log: logs?.groupName && logs.streamName ? { group: logs.groupName, stream: logs.streamName } : undefined,
    failure: failed && {
      phase: failed.phaseType ?? '',
      code: context?.statusCode ?? failed.phaseStatus ?? '',
      message: context?.message ?? '',
    },
  };
}

const PASSED: ReadonlySet<string> = new Set(['SUCCEEDED', 'IN_PROGRESS']);
