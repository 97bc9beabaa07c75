import type { DependencyGraph } from '../../domain/stack/dependency-graph.ts';

export interface NodeFailure {
  node: string;
  error: unknown;
}

/**
 * Works on every node as soon as all that it needs is done, in parallel. After a failure nothing more starts; `onFailure` may
 * cancel what runs. Resolves when nothing runs any more.
 */
export async function runGraph(
  graph: DependencyGraph,
  work: (node: string) => Promise<void>,
  onFailure: (failure: NodeFailure) => void = () => {},
): Promise<NodeFailure[]> {
  const failures: NodeFailure[] = [];
  const done = new Set<string>();
  const waiting = new Set(graph.keys());
  const running = new Set<Promise<void>>();
  const isReady = (node: string) => [...(graph.get(node) ?? [])].every((need) => done.has(need) || !graph.has(need));
  const start = (node: string) => {
    waiting.delete(node);
    const task = work(node).then(
      () => void done.add(node),
      (error: unknown) => {
        const failure = { node, error };
        failures.push(failure);
        onFailure(failure);
      },
    );
    const tracked = task.finally(() => running.delete(tracked));
    running.add(tracked);
  };
  for (;;) {
    if (failures.length === 0) for (const node of [...waiting].filter(isReady)) start(node);
    if (running.size === 0) return failures;
    await Promise.race(running);
  }
}
