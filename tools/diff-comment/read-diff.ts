/** What `cdk diff` said of one stack. */
export interface StackDiff {
  readonly stack: string;
  readonly text: string;
  readonly isUnchanged: boolean;
  readonly resources: readonly ResourceChange[];
}

interface ResourceChange {
  readonly type: string;
  /** As the diff names it: path and logical id. */
  readonly name: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** What happens to the resource that is there now; `stays` where it is updated in place. */
  readonly fate: 'replaced' | 'may be replaced' | 'deleted' | 'left behind' | 'stays';
}

/** Reads what the CDK CLI prints without colours. Source: aws-cdk, cloudformation-diff: format.ts (formatImpact, formatPrefix). */
export function readDiff(text: string): StackDiff[] {
  return text
    .split(/^(?=Stack \S)/m)
    .filter((part) => part.startsWith('Stack '))
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      const body = lines
        .filter((line) => !/^✨ {2}Number of stacks/.test(line))
        .join('\n')
        .trim();
      return {
        // The name in AWS stands in brackets behind a path in the application.
        stack: /\(([^()]+)\)$/.exec(title)?.[1] ?? title.slice('Stack '.length).trim(),
        text: body,
        isUnchanged: /^There were no differences/m.test(body) || body === '',
        resources: lines.flatMap(resourceChange),
      };
    });
}

const KINDS = { '+': 'added', '~': 'changed', '-': 'removed' } as const;
const FATES = {
  replace: 'replaced',
  'may be replaced': 'may be replaced',
  destroy: 'deleted',
  orphan: 'left behind',
} as const;

function resourceChange(line: string): ResourceChange[] {
  const [, sign, type = '', rest = ''] = /^\[([+~-])\] ((?:\w+::)+[\w:-]+) (.*)$/.exec(line) ?? [];
  if (sign !== '+' && sign !== '~' && sign !== '-') return [];
  const [, name = rest, impact] = /^(.*?) ?(replace|may be replaced|destroy|orphan)$/.exec(rest.trim()) ?? [];
  const fate = impact === undefined ? 'stays' : FATES[impact as keyof typeof FATES];
  return [{ type, name: name.trim(), kind: KINDS[sign], fate }];
}
