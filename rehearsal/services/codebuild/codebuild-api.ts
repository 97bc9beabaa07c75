import * as client from '@aws-sdk/client-codebuild';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { CodebuildDependencies } from './dependencies.ts';
import { batchGetBuilds } from './operations/batch-get-builds.ts';
import { batchGetProjects } from './operations/batch-get-projects.ts';
import { batchGetReportGroups } from './operations/batch-get-report-groups.ts';
import { batchGetReports } from './operations/batch-get-reports.ts';
import { createProject } from './operations/create-project.ts';
import { createReportGroup } from './operations/create-report-group.ts';
import { deleteProject } from './operations/delete-project.ts';
import { deleteReport } from './operations/delete-report.ts';
import { deleteReportGroup } from './operations/delete-report-group.ts';
import { describeTestCases } from './operations/describe-test-cases.ts';
import { invalidateProjectCache } from './operations/invalidate-project-cache.ts';
import { listBuilds } from './operations/list-builds.ts';
import { listBuildsForProject } from './operations/list-builds-for-project.ts';
import { listProjects } from './operations/list-projects.ts';
import { listReportGroups } from './operations/list-report-groups.ts';
import { listReports } from './operations/list-reports.ts';
import { listReportsForReportGroup } from './operations/list-reports-for-report-group.ts';
import { retryBuild } from './operations/retry-build.ts';
import { startBuild } from './operations/start-build.ts';
import { stopBuild } from './operations/stop-build.ts';
import { updateProject } from './operations/update-project.ts';
import { updateReportGroup } from './operations/update-report-group.ts';

/** AWS CodeBuild (codebuild-2016-10-06): projects, and builds as processes of this machine. */
export function codebuildApi(dependencies: CodebuildDependencies): ServiceTable {
  return {
    name: 'codebuild',
    client,
    operations: {
      BatchGetBuilds: batchGetBuilds(dependencies),
      BatchGetProjects: batchGetProjects(dependencies),
      BatchGetReportGroups: batchGetReportGroups(dependencies),
      BatchGetReports: batchGetReports(dependencies),
      CreateProject: createProject(dependencies),
      CreateReportGroup: createReportGroup(dependencies),
      DeleteProject: deleteProject(dependencies),
      DeleteReport: deleteReport(dependencies),
      DeleteReportGroup: deleteReportGroup(dependencies),
      DescribeTestCases: describeTestCases(dependencies),
      InvalidateProjectCache: invalidateProjectCache(dependencies),
      ListBuilds: listBuilds(dependencies),
      ListBuildsForProject: listBuildsForProject(dependencies),
      ListProjects: listProjects(dependencies),
      ListReportGroups: listReportGroups(dependencies),
      ListReports: listReports(dependencies),
      ListReportsForReportGroup: listReportsForReportGroup(dependencies),
      RetryBuild: retryBuild(dependencies),
      StartBuild: startBuild(dependencies),
      StopBuild: stopBuild(dependencies),
      UpdateProject: updateProject(dependencies),
      UpdateReportGroup: updateReportGroup(dependencies),
    },
    gaps: [
      'A build is a group of processes of this machine and its user: no container, image, architecture, CPU or memory of the compute type; environment type, image and privileged mode are recorded.',
      'Runtime versions of a buildspec are recorded: node is the one that runs the engine, everything else what this machine has.',
      'Sources of type CODEPIPELINE and NO_SOURCE, artifacts of type CODEPIPELINE and NO_ARTIFACTS; all others, secondary sources and artifacts of projects, VPC, file systems, fleets, badges, webhooks and batch builds are refused by name or not served.',
      'StartBuild and RetryBuild refuse a project whose source is CODEPIPELINE: only its pipeline starts it.',
      'Reports: JUNITXML is read; every other format gives a report that is INCOMPLETE, without test cases or coverage. Exports to S3, trends (GetReportGroupTrend), DescribeCodeCoverages and resource policies are not served.',
      'A cache has no key: cache.key, cache.fallback-keys and cacheNamespace are refused by name, and so are absolute cache paths that are not below /root, which is the home of the build. Nothing is cached without cache.paths. npm uses the user’s cache, whatever is cached of the home.',
      'LOCAL_CUSTOM_CACHE: a build gets what the last build on its host left, builds that overlap run on different hosts, and hosts stay for good. Source and Docker layer modes are recorded; layers are always kept. REHEARSAL_BUILD_CACHE=off keeps no cache, of S3 neither.',
      'Buildspecs of version 0.1, run-as, proxy, batch, git-credential-helper: yes, s3-prefix and on-failure: RETRY are refused by name, and so is every unknown key, which CodeBuild may ignore.',
      'Time-outs are real minutes at any speed; a build is never queued, and concurrent builds are not limited.',
      'npm install -g takes the pinned tools only, which it links; npm reads a copy of the user’s configuration and uses the user’s cache. npm ci takes what an earlier build installed from the same package and lock file, and runs the package’s own scripts; REHEARSAL_BUILD_CACHE=off installs each time.',
      'A build has a home of its own, so programs that are found through the user’s home (shims of version managers) may be missing; locale and time zone are not handed on.',
      'A process that leaves its process group (setsid) and is still there when the build ends is not ended with it.',
      'Local caches stay for the next rehearsal’s project of the same account, region and name, as if it met the same build host; CodeBuild promises none.',
      'Builds and projects survive their engine; the events of a log that the API reads do not, its file does.',
      'Unverified: the order of phases after on-failure: ABORT, a stop or a time-out; that a build with a failed phase fails although on-failure is CONTINUE; that a failing command of finally skips the rest of it.',
      'Unverified: texts of refused requests, of most faults of a buildspec, of a time-out and of a service role that does not exist.',
      'Unverified: that a build that fails leaves its local cache while one that is cut short leaves none, that a cache in S3 is saved after a successful build only, under which key, and that it is written over the sources; that no problem of a cache fails a build.',
      'Unverified: the log’s lines about reports, that an INCOMPLETE report does not fail the build, the name of a report, which texts of JUnit XML become prefix and message, and that reports are made only where UPLOAD_ARTIFACTS is reached.',
      'Unverified: what of its variables and directory a command keeps that ends with exit (here: nothing), and when a trap on EXIT runs (here: when the build ends).',
      'Unverified: how an inline buildspec is told from a path (here: it has lines or is a JSON object), and what becomes of symbolic links in artifacts that lead nowhere (here: skipped).',
    ],
  };
}
