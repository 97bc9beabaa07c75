import type { Scope } from '../../kernel/scope.ts';
import type { BuildStatus } from '../ports/builds.ts';
import type { ProjectSettings } from './project.ts';

/** Source: CodeBuild API, BuildPhase.phaseType. */
export type BuildPhaseType =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'PROVISIONING'
  | 'DOWNLOAD_SOURCE'
  | 'INSTALL'
  | 'PRE_BUILD'
  | 'BUILD'
  | 'POST_BUILD'
  | 'UPLOAD_ARTIFACTS'
  | 'FINALIZING'
  | 'COMPLETED';

/** Empty texts when nothing is to be said, as a real build's record has it. */
export interface PhaseContext {
  statusCode: string;
  message: string;
}

export interface BuildPhase {
  type: BuildPhaseType;
  /** Undefined for COMPLETED, which does not end. */
  status: BuildStatus | 'IN_PROGRESS' | undefined;
  startedAt: number;
  endedAt: number | undefined;
  context: PhaseContext;
}

export interface BuildRecord {
  scope: Scope;
  projectName: string;
  /** `<project>:<UUID>` */
  id: string;
  arn: string;
  number: number;
  initiator: string;
  sourceVersion: string | undefined;
  resolvedSourceVersion: string | undefined;
  /** The project's as they were when the build began, with the build's own overrides. */
  settings: ProjectSettings;
  status: BuildStatus | 'IN_PROGRESS';
  startedAt: number;
  endedAt: number | undefined;
  /** In their order; the last is the current one. */
  phases: BuildPhase[];
  log: { group: string; stream: string };
  exportedVariables: Record<string, string>;
  /** The project's when the build began. */
  cacheId: string;
  reportArns: string[];
}

const EMPTY_CONTEXT: PhaseContext = { statusCode: '', message: '' };

/** The next phase begins when the one before it ends. */
export function beginPhase(record: BuildRecord, type: BuildPhaseType, now: number): void {
  record.phases.push({
    type,
    status: type === 'COMPLETED' ? undefined : 'IN_PROGRESS',
    startedAt: record.phases.at(-1)?.endedAt ?? now,
    endedAt: undefined,
    context: EMPTY_CONTEXT,
  });
}

export function endPhase(record: BuildRecord, status: BuildStatus, now: number, context = EMPTY_CONTEXT): void {
  const phase = record.phases.at(-1);
  if (phase?.status !== 'IN_PROGRESS') return;
  Object.assign(phase, { status, endedAt: now, context });
}

/** Of a build whose engine ended: CodeBuild calls what is its own doing a fault. */
export function endWithEngine(record: BuildRecord, now: number): void {
  if (record.phases.at(-1)?.status !== 'IN_PROGRESS') beginPhase(record, 'FINALIZING', now);
  const message = 'The engine ended while this build ran.';
  endPhase(record, 'FAULT', now, { statusCode: 'INTERNAL_SERVICE_ERROR', message });
  beginPhase(record, 'COMPLETED', now);
  record.status = 'FAULT';
  record.endedAt = now;
}
