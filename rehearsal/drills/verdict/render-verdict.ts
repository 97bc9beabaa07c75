import { comparisonText } from './judge-comparison.ts';
import { MOST_STANDARD_ERRORS, type WeightVerdict } from './judge-weights.ts';
import type { Paint } from './paint.ts';
import { renderExecution } from './render-execution.ts';
import type { FunctionVerdict } from './judge-function.ts';
import type { ReleaseVerdict, Verdict } from './judge-release.ts';
import type { VersionMetrics } from './version-metrics.ts';

const unpainted: Paint = (_colour, text) => text;

/** The verdict as people read it. `speed` is told, because waits were shortened by it. */
export function renderVerdict(verdict: Verdict, options: { speed: number; paint?: Paint }): string[] {
  const paint = options.paint ?? unpainted;
  const scale = options.speed === 1 ? '' : ` (waits shortened ${options.speed} times; seconds are real)`;
  return [
    paint('bold', `Verdict${scale}`),
    ...verdict.releases.flatMap((release) => ['', ...renderRelease(release, paint)]),
    ...verdict.executions.flatMap((execution) => ['', ...renderExecution(execution, paint)]),
    ...(verdict.functions.length > 0 ? ['', ...verdict.functions.flatMap((one) => renderFunction(one, paint))] : []),
    ...(verdict.metrics
      ? ['', "The service's own metrics, as CloudWatch has them", ...verdict.metrics.map(metricsLine)]
      : []),
    '',
    ...(verdict.ok
      ? [paint('green', 'Everything went as it must.')]
      : ['NOT as it must:', ...allReasons(verdict)].map((line) => paint('red', line))),
  ];
}

/** Once more, together: the end of a long output is what people and their tools look at. */
const allReasons = ({ releases, functions, executions, reasons }: Verdict): string[] => [
  ...[...releases, ...executions].flatMap(({ name, reasons: its }) => its.map((reason) => `  ✗ ${name}: ${reason}`)),
  ...functions.flatMap(({ drill, functionName, reasons: its }) =>
    its.map((reason) => `  ✗ ${drill}, function ${functionName}: ${reason}`),
  ),
  ...reasons.map((reason) => `  ✗ ${reason}`),
];

function renderRelease(release: ReleaseVerdict, paint: Paint): string[] {
  const { requests, latency, blastRadius } = release;
  const row = (what: string, how: string) => `  ${what.padEnd(24)} ${how}`;
  const mark = release.ok ? paint('green', '✓') : paint('red', '✗');
  const id = release.deploymentId ? ` (${release.deploymentId})` : '';
  return [
    `${mark} ${release.name}: ${release.outcome}, expected ${release.expected}${id}`,
    row('requests', `${requests.sent} sent, ${requests.answered} answered, ${requests.failed} failed`),
    ...Object.entries(requests.byVersion)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([version, counts]) => row(`  by ${version}`, `${counts.answered} answered, ${counts.failed} failed`)),
    ...(release.expected === 'rolled back'
      ? [
          row('first bad to alarm', seconds(release.secondsFirstBadToAlarm)),
          row('alarm to all blue', seconds(release.secondsAlarmToAllBlue)),
          row(
            'blast radius',
            `${blastRadius.failedRequests} failed requests, ${percent(blastRadius.shareThatSawGreen)} of all saw green`,
          ),
        ]
      : []),
    ...(['before', 'during', 'after'] as const).map((phase) => row(`latency ${phase}`, latencyText(latency[phase]))),
    ...(release.comparison ? [row('by the version before', comparisonText(release.comparison))] : []),
    ...weightTable(release.weights),
    ...release.reasons.map((reason) => paint('red', `  ✗ ${reason}`)),
  ];
}

const metricsLine = ({ version, requests, serverErrors, p99 }: VersionMetrics): string =>
  `  ${version.padEnd(24)} ${requests} requests, ${serverErrors} server errors, p99 ${p99.toFixed(1)} ms`;

function renderFunction(seen: FunctionVerdict, paint: Paint): string[] {
  const { versions, requests, shares, deployment } = seen;
  const mark = seen.ok ? paint('green', '✓') : paint('red', '✗');
  const id = deployment.id ? ` (${deployment.id})` : '';
  return [
    `${mark} ${seen.drill}, function ${seen.functionName}: ${seen.outcome}, expected ${seen.expected}${id}`,
    `  version ${versions.from} → ${versions.to}; the alias gave ${shares.map((share) => `${share} %`).join(', ')}; ${requests.answered} answered, ${requests.failed} failed`,
    ...seen.reasons.map((reason) => paint('red', `  ✗ ${reason}`)),
  ];
}

function weightTable(weights: WeightVerdict[]): string[] {
  if (weights.length === 0) return [];
  return [
    `  step  asked    seen  requests  std errors  (within ${MOST_STANDARD_ERRORS} is as asked)`,
    ...weights.map(({ step, asked, seen, requests, standardErrors, judgement, needed }) =>
      [
        ' ',
        String(step).padStart(4),
        `${asked} %`.padStart(6),
        (seen === undefined ? '–' : `${seen.toFixed(1)} %`).padStart(7),
        String(requests).padStart(9),
        (standardErrors === undefined
          ? '–'
          : Number.isFinite(standardErrors)
            ? standardErrors.toFixed(1)
            : '∞'
        ).padStart(11),
        ` ${judgement === 'not judged' ? `not judged (needs ${needed})` : judgement}`,
      ].join(' '),
    ),
  ];
}

const seconds = (value: number | undefined) => (value === undefined ? 'not seen' : `${value.toFixed(1)} s`);
const percent = (share: number | undefined) =>
  share === undefined ? 'an unknown share' : `${(share * 100).toFixed(1)} %`;
const latencyText = (of: { p50: number; p99: number } | undefined) =>
  of ? `p50 ${of.p50.toFixed(1)} ms, p99 ${of.p99.toFixed(1)} ms` : 'no answers';
