import type { TestResults } from '../../domain/build/test-report.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import { invalidInput, reportGroupExists, reportGroupNotFound, reportNotFound } from './errors.ts';
import { expiryOf, type Report, type ReportGroup, type ReportType } from './report.ts';

/** Of one account and region. */
interface Kept {
  /** By ARN, oldest first. */
  groups: Map<string, ReportGroup>;
  /** By ARN, oldest first. */
  reports: Map<string, Report>;
}

/** Report groups and their reports of every account and region. */
export class Reports {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #kept = new PerScope((): Kept => ({ groups: new Map(), reports: new Map() }));

  constructor(deps: { clock: Clock; ids: Ids }) {
    this.#clock = deps.clock;
    this.#ids = deps.ids;
  }

  /** Throws ResourceAlreadyExistsException. */
  createGroup(scope: Scope, name: string, type: ReportType, tags: Record<string, string> = {}): ReportGroup {
    // Source: CodeBuild API, ReportGroupName: 2 to 128 characters; their set is that of projects' names (unverified).
    if (!/^[A-Za-z0-9][A-Za-z0-9\-_]{1,127}$/.test(name))
      throw invalidInput('Invalid report group name: 2 to 128 letters, digits, - and _, the first a letter or digit.');
    const arn = groupArn(scope, name);
    const { groups } = this.#kept.of(scope);
    if (groups.has(arn)) throw reportGroupExists(arn);
    const now = this.#clock.now();
    const group: ReportGroup = { scope, name, arn, type, tags, createdAt: now, modifiedAt: now };
    groups.set(arn, group);
    return group;
  }

  /** The group that a buildspec names: one that is there by its ARN, or the project's own, which is made when needed. */
  groupFor(scope: Scope, project: string, nameOrArn: string, type: ReportType): ReportGroup {
    if (nameOrArn.startsWith('arn:')) return this.group(scope, nameOrArn);
    // Source: CodeBuild user guide, "Report group naming".
    const name = `${project}-${nameOrArn}`;
    return this.findGroup(scope, groupArn(scope, name)) ?? this.createGroup(scope, name, type);
  }

  updateGroup(scope: Scope, arn: string, tags: Record<string, string> | undefined): ReportGroup {
    const group = this.group(scope, arn);
    if (tags) group.tags = tags;
    group.modifiedAt = this.#clock.now();
    return group;
  }

  /** Throws ResourceNotFoundException. */
  group(scope: Scope, arn: string): ReportGroup {
    const group = this.findGroup(scope, arn);
    if (!group) throw reportGroupNotFound(arn);
    return group;
  }

  findGroup(scope: Scope, arn: string): ReportGroup | undefined {
    return this.#kept.of(scope).groups.get(arn);
  }

  /** Oldest first. */
  groups(scope: Scope): ReportGroup[] {
    return [...this.#kept.of(scope).groups.values()];
  }

  /** With its reports when asked to; otherwise it must have none. What does not exist counts as deleted. */
  deleteGroup(scope: Scope, arn: string, withReports: boolean): void {
    const { groups, reports } = this.#kept.of(scope);
    const own = this.reports(scope, arn);
    if (own.length > 0 && !withReports)
      throw invalidInput('Cannot delete report group that has reports. Please delete the reports first.');
    for (const report of own) reports.delete(report.arn);
    groups.delete(arn);
  }

  add(group: ReportGroup, buildArn: string, results: TestResults): Report {
    const name = this.#ids.uuid();
    const report: Report = {
      ...results,
      scope: group.scope,
      arn: `${group.arn.replace(':report-group/', ':report/')}:${name}`,
      name,
      type: group.type,
      groupArn: group.arn,
      buildArn,
      createdAt: this.#clock.now(),
    };
    this.#kept.of(group.scope).reports.set(report.arn, report);
    return report;
  }

  /** Throws ResourceNotFoundException. */
  report(scope: Scope, arn: string): Report {
    const report = this.findReport(scope, arn);
    if (!report) throw reportNotFound(arn);
    return report;
  }

  /** Expired ones are not shown. Source: CodeBuild user guide, "View test reports". */
  findReport(scope: Scope, arn: string): Report | undefined {
    const report = this.#kept.of(scope).reports.get(arn);
    return report && expiryOf(report) > this.#clock.now() ? report : undefined;
  }

  /** Of a group or of all of them, oldest first. */
  reports(scope: Scope, ofGroup?: string): Report[] {
    const now = this.#clock.now();
    const { reports } = this.#kept.of(scope);
    for (const report of reports.values()) if (expiryOf(report) <= now) reports.delete(report.arn);
    return [...reports.values()].filter((report) => ofGroup === undefined || report.groupArn === ofGroup);
  }

  /** What does not exist counts as deleted. Source: CodeBuild API, DeleteReport has no ResourceNotFoundException. */
  deleteReport(scope: Scope, arn: string): void {
    this.#kept.of(scope).reports.delete(arn);
  }

  save(): [Scope, Kept][] {
    return this.#kept.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#kept.refill(saved);
  }
}

const groupArn = (scope: Scope, name: string): string => arnOf(scope, 'codebuild', `report-group/${name}`);
