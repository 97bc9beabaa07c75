import type { StackDiff } from './read-diff.ts';

/** By its first line the comment is found again. */
export const MARKER = '<!-- cdk-diff -->';

/** Characters; GitHub refuses a comment of more than 65536. */
const LONGEST = 60_000;

/**
 * Frozen once they are there: CloudFormation cannot update the service of a deployment by CodeDeploy, and what carries traffic
 * is not to be replaced (docs, test/synth/frozen.spec.ts).
 */
const FROZEN = new Set([
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
]);

/** The diff as a comment on a pull request: what is lost on top, each stack behind a line to open. */
export function renderComment(diffs: readonly StackDiff[], { runUrl }: { runUrl: string }): string {
  const changed = diffs.filter(({ isUnchanged }) => !isUnchanged);
  const head = [
    MARKER,
    '### What this changes in AWS',
    '',
    ...warnings(changed),
    diffs.length === 0
      ? 'The diff told nothing of any stack; the run says why.'
      : `${changed.length} of ${diffs.length} stacks change.`,
    '',
  ].join('\n');
  const foot = `\n[The run](${runUrl}) has the whole of it. Compared by template: a value that only a deployment knows is not seen.\n`;
  let left = LONGEST - head.length - foot.length;
  const sections = changed.map((diff, index) => {
    const text = section(diff, Math.floor(left / (changed.length - index)));
    left -= text.length;
    return text;
  });
  return `${head}${sections.join('\n')}${foot}`;
}

/** In place of a diff. */
export const renderSkipped = (reason: string, { runUrl }: { runUrl: string }): string =>
  `${MARKER}\n### What this changes in AWS\n\nThe diff was skipped: ${reason}. [The run](${runUrl})\n`;

function warnings(changed: readonly StackDiff[]): string[] {
  const all = changed.flatMap(({ stack, resources }) => resources.map((resource) => ({ stack, ...resource })));
  const list = (title: string, wanted: (resource: (typeof all)[number]) => boolean) => {
    const found = all.filter(wanted);
    const lines = found
      .slice(0, 30)
      .map(
        ({ stack, type, name, fate }) =>
          `> - \`${stack}\` ${code(`${type} ${name}`)}${fate === 'stays' ? '' : `: ${fate}`}`,
      );
    const more = found.length > lines.length ? [`> - and ${found.length - lines.length} more`] : [];
    return found.length === 0 ? [] : [title, ...lines, ...more, ''];
  };
  return [
    ...list(
      '> [!CAUTION]\n> Frozen resources change; a deployment may fail, or move traffic:',
      ({ type, kind }) => FROZEN.has(type) && kind !== 'added',
    ),
    ...list('> [!WARNING]\n> Replaced, deleted or left behind:', ({ fate }) => fate !== 'stays'),
  ];
}

function section({ stack, text, resources }: StackDiff, room: number): string {
  const count = (kind: string) => resources.filter((resource) => resource.kind === kind).length;
  const counts = (['added', 'changed', 'removed'] as const)
    .map((kind) => [kind, count(kind)] as const)
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => `${number} ${kind}`)
    .join(', ');
  const before = `<details><summary><code>${escaped(stack)}</code> ${counts || 'other than resources'}</summary>\n\n`;
  const after = '\n</details>\n';
  // Longer than any fence in the text, so that nothing gets out of it.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const note = '\n… cut here';
  const space = Math.max(0, room - before.length - after.length - 2 * fence.length - 8 - note.length);
  const shown = text.length <= space ? text : `${text.slice(0, space)}${note}`;
  return `${before}${fence}diff\n${shown}\n${fence}\n${after}`;
}

const code = (text: string) => `\`${text.replaceAll('`', "'")}\``;
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
