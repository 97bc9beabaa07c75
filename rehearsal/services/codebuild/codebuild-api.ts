import * as client from '@aws-sdk/client-codebuild';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { CodebuildDependencies } from './dependencies.ts';
import { batchGetBuilds } from './operations/batch-get-builds.ts';
import { batchGetProjects } from './operations/batch-get-projects.ts';
import { createProject } from './operations/create-project.ts';
import { deleteProject } from './operations/delete-project.ts';
import { listBuildsForProject } from './operations/list-builds-for-project.ts';
import { listBuilds } from './operations/list-builds.ts';
import { listProjects } from './operations/list-projects.ts';
import { retryBuild } from './operations/retry-build.ts';
import { startBuild } from './operations/start-build.ts';
import { stopBuild } from './operations/stop-build.ts';
import { updateProject } from './operations/update-project.ts';

/** AWS CodeBuild (codebuild-2016-10-06): projects, and builds as processes of this machine. */
export function codebuildApi(dependencies: CodebuildDependencies): ServiceTable {
  return {
    name: 'codebuild',
    client,
    operations: {
      BatchGetBuilds: batchGetBuilds(dependencies),
      BatchGetProjects: batchGetProjects(dependencies),
      CreateProject: createProject(dependencies),
      DeleteProject: deleteProject(dependencies),
      ListBuilds: listBuilds(dependencies),
      ListBuildsForProject: listBuildsForProject(dependencies),
      ListProjects: listProjects(dependencies),
      RetryBuild: retryBuild(dependencies),
      StartBuild: startBuild(dependencies),
      StopBuild: stopBuild(dependencies),
      UpdateProject: updateProject(dependencies),
    },
    gaps: [
      'A build is a group of processes of this machine and its user: no container, image, architecture, CPU or memory of the compute type; environment type, image and privileged mode are recorded.',
      'Runtime versions of a buildspec are recorded: node is the one that runs the engine, everything else what this machine has.',
      'Sources of type CODEPIPELINE and NO_SOURCE, artifacts of type CODEPIPELINE and NO_ARTIFACTS; all others, secondary sources and artifacts of projects, VPC, cache, file systems, fleets, badges, webhooks and batch builds are refused by name or not served.',
      'StartBuild and RetryBuild refuse a project whose source is CODEPIPELINE: only its pipeline starts it.',
      'Report groups are not served; reports and cache paths of a buildspec are recorded.',
      'Buildspecs of version 0.1, run-as, proxy, batch, secrets-manager, git-credential-helper: yes, s3-prefix and on-failure: RETRY are refused by name, and so is every unknown key, which CodeBuild may ignore.',
      'Variables of type SECRETS_MANAGER are refused: the engine has no Secrets Manager.',
      'Time-outs are real minutes at any speed; a build is never queued, and concurrent builds are not limited.',
      'npm install -g takes the pinned tools only, which it links; npm reads a copy of the user’s configuration and uses the user’s cache. npm ci takes what an earlier build installed from the same package and lock file, and runs the package’s own scripts; REHEARSAL_BUILD_CACHE=off installs each time.',
      'A build has a home of its own, so programs that are found through the user’s home (shims of version managers) may be missing; locale and time zone are not handed on.',
      'A process that leaves its process group (setsid) and is still there when the build ends is not ended with it.',
      'Builds and projects survive their engine; the events of a log that the API reads do not, its file does.',
      'Unverified: the order of phases after on-failure: ABORT, a stop or a time-out; that a build with a failed phase fails although on-failure is CONTINUE; that a failing command of finally skips the rest of it.',
      'Unverified: texts of refused requests, of most faults of a buildspec, of a time-out and of a service role that does not exist.',
      'Unverified: what of its variables and directory a command keeps that ends with exit (here: nothing), and when a trap on EXIT runs (here: when the build ends).',
      'Unverified: how an inline buildspec is told from a path (here: it has lines or is a JSON object), and what becomes of symbolic links in artifacts that lead nowhere (here: skipped).',
    ],
  };
}
