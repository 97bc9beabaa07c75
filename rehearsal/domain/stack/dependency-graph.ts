import { validationError } from './validation-error.ts';

/** What each node needs before it; nodes outside the keys are ignored by `orderOf`. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Dependencies first. Throws `ValidationError` that names the members of a circle. */
export function orderOf(graph: DependencyGraph): string[] {
  const remaining = new Map(
    [...graph].map(([node, needs]) => [node, new Set([...needs].filter((need) => graph.has(need)))]),
  );
  const order: string[] = [];
  while (remaining.size > 0) {
    const ready = [...remaining].filter(([, needs]) => needs.size === 0).map(([node]) => node);
    if (ready.length === 0)
      throw validationError(`Circular dependency between resources: [${circle(remaining).join(', ')}]`);
    for (const node of ready) {
      remaining.delete(node);
      order.push(node);
    }
    for (const needs of remaining.values()) for (const node of ready) needs.delete(node);
  }
  return order;
}

/** The same nodes, each after those that need it: the order of deletion. */
export function reversed(graph: DependencyGraph): Map<string, Set<string>> {
  const result = new Map<string, Set<string>>([...graph.keys()].map((node) => [node, new Set()]));
  for (const [node, needs] of graph) for (const need of needs) result.get(need)?.add(node);
  return result;
}

/** Follows unmet needs until a node comes again: those between are the circle. */
function circle(remaining: Map<string, Set<string>>): string[] {
  const path: string[] = [];
  let node = remaining.keys().next().value;
  while (node !== undefined && !path.includes(node)) {
    path.push(node);
    node = remaining.get(node)?.values().next().value;
  }
  return node === undefined ? path : path.slice(path.indexOf(node)).toSorted();
}
