import type { LoadReport, LoadSnapshot } from './load-report.ts';
import type { Unattributed } from './tally.ts';

export type ToLoad = { kind: 'stop' } | { kind: 'phase'; name: string };

export type FromLoad =
  { kind: 'snapshot'; snapshot: LoadSnapshot } | { kind: 'ended'; report: LoadReport; unattributed: Unattributed[] };
