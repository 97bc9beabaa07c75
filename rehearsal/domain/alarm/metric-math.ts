import { assertNever } from '../../kernel/assert-never.ts';

/**
 * Expressions of metric math, parsed. Understood: numbers, ids, + - * / ^, comparisons, AND OR, parentheses, arrays and
 * the functions of `FUNCTIONS`. Anything else is a MetricMathError that names it.
 * Source: CloudWatch User Guide, "Using metric math".
 */
export type MathNode =
  | { kind: 'number'; value: number }
  | { kind: 'id'; id: string }
  | { kind: 'negate'; of: MathNode }
  | { kind: 'binary'; operator: BinaryOperator; left: MathNode; right: MathNode }
  | { kind: 'call'; name: FunctionName; of: MathNode[] }
  | { kind: 'array'; of: MathNode[] }
  /** The second argument of FILL. */
  | { kind: 'repeat' };

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '<' | '>' | '<=' | '>=' | '==' | '!=' | 'AND' | 'OR';

const FUNCTIONS = ['ABS', 'AVG', 'CEIL', 'FILL', 'FLOOR', 'IF', 'MAX', 'MIN', 'SUM'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export class MetricMathError extends Error {
  override readonly name = 'MetricMathError';
}

export function parseMetricMath(expression: string): MathNode {
  const parser = new Parser(tokenize(expression));
  const node = parser.expression(0);
  parser.end();
  return node;
}

/** The ids that an expression reads. */
export function idsOf(node: MathNode): string[] {
  switch (node.kind) {
    case 'id':
      return [node.id];
    case 'negate':
      return idsOf(node.of);
    case 'binary':
      return [...idsOf(node.left), ...idsOf(node.right)];
    case 'call':
    case 'array':
      return node.of.flatMap(idsOf);
    case 'number':
    case 'repeat':
      return [];
    default:
      return assertNever(node);
  }
}

const TOKEN = /\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z][A-Za-z0-9_]*|<=|>=|==|!=|&&|\|\||[-+*/^<>(),[\]])/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const source = text.trim();
  while (TOKEN.lastIndex < source.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new MetricMathError(`"${source.slice(from).trim()}" in "${text}" is not understood.`);
    tokens.push(match[1] ?? '');
  }
  return tokens;
}

/** Weakest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['<', '>', '<=', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

class Parser {
  readonly #tokens: string[];
  #at = 0;

  constructor(tokens: string[]) {
    this.#tokens = tokens;
  }

  expression(level: number): MathNode {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.expression(level + 1);
    while (operators.includes(this.#peek())) {
      const token = this.#next();
      const operator = ({ '&&': 'AND', '||': 'OR' }[token] ?? token) as BinaryOperator;
      left = { kind: 'binary', operator, left, right: this.expression(level + 1) };
    }
    return left;
  }

  end(): void {
    if (this.#peek() !== '') throw new MetricMathError(`"${this.#peek()}" is not expected at the end.`);
  }

  #unary(): MathNode {
    if (this.#peek() !== '-') return this.#primary();
    this.#next();
    return { kind: 'negate', of: this.#unary() };
  }

  #primary(): MathNode {
    const token = this.#next();
    if (token === '(') return this.#closed(this.expression(0), ')');
    if (token === '[') return { kind: 'array', of: this.#list(']') };
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (/^[a-z]/.test(token)) return { kind: 'id', id: token };
    if (token === 'REPEAT') return { kind: 'repeat' };
    const name = FUNCTIONS.find((candidate) => candidate === token);
    if (!name || this.#peek() !== '(')
      throw new MetricMathError(`"${token || 'the end'}" is not understood by this metric math.`);
    this.#next();
    return { kind: 'call', name, of: this.#list(')') };
  }

  #list(close: string): MathNode[] {
    const nodes = [this.expression(0)];
    while (this.#peek() === ',') {
      this.#next();
      nodes.push(this.expression(0));
    }
    this.#closed(nodes[0] as MathNode, close);
    return nodes;
  }

  #closed(node: MathNode, close: string): MathNode {
    const token = this.#next();
    if (token !== close) throw new MetricMathError(`"${close}" is expected, not "${token || 'the end'}".`);
    return node;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }
}
