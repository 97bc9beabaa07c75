import type { Scope } from '../../kernel/scope.ts';
import { exportInUse, exportTaken, noSuchExport } from './errors.ts';
import type { StackOutput, StackRecord } from './stack-record.ts';

export interface StackExport {
  name: string;
  value: string;
  exportingStackId: string;
}

/** Exports of all stacks of a scope: unique by name, and frozen while another stack imports them. */
export class StackExports {
  readonly #stacks: (scope: Scope) => Iterable<StackRecord>;

  constructor(stacks: (scope: Scope) => Iterable<StackRecord>) {
    this.#stacks = stacks;
  }

  all(scope: Scope): StackExport[] {
    return [...this.#stacks(scope)].flatMap((stack) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ name: exportName, value, exportingStackId: stack.id }],
      ),
    );
  }

  value(scope: Scope, name: string): string {
    const found = this.all(scope).find((candidate) => candidate.name === name);
    if (!found) throw noSuchExport(name);
    return found.value;
  }

  /** Names of the stacks that import it. */
  importers(scope: Scope, name: string): string[] {
    return [...this.#stacks(scope)].filter((stack) => stack.imports.has(name)).map((stack) => stack.name);
  }

  /** Throws when `stack` cannot have `outputs` as its next ones. */
  checkChange(stack: StackRecord, outputs: readonly StackOutput[]): void {
    for (const { exportName } of outputs) {
      const other = this.all(stack.scope).find(
        ({ name, exportingStackId }) => name === exportName && exportingStackId !== stack.id,
      );
      if (exportName !== undefined && other) throw exportTaken(exportName, other.exportingStackId.split('/')[1] ?? '');
    }
    for (const old of stack.outputs) {
      if (old.exportName === undefined) continue;
      const users = this.importers(stack.scope, old.exportName);
      const next = outputs.find(({ exportName }) => exportName === old.exportName);
      if (users.length === 0 || next?.value === old.value) continue;
      throw exportInUse(old.exportName, users, next ? 'updated' : 'deleted');
    }
  }
}
