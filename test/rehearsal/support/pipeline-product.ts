import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitCheckout } from '../../conformance/support/git-checkout.ts';
import { ROOT } from './labelled-assembly.ts';

/** Of everything in `test/fixtures/small-delivery`. */
export const SCOPE = { account: '111111111111', region: 'eu-west-1' };
export const REPOSITORY = 'example/small';
export const PIPELINE = 'small';

/** A copy of the small product in a git repository of its own. */
export class PipelineProduct {
  readonly #directory: string;
  readonly #checkout: GitCheckout;

  private constructor(directory: string, checkout: GitCheckout) {
    this.#directory = directory;
    this.#checkout = checkout;
  }

  static async make(): Promise<PipelineProduct> {
    const directory = mkdtempSync(join(tmpdir(), 'test-pipeline-'));
    const checkout = await GitCheckout.init(directory, 'product');
    cpSync(join(ROOT, 'test', 'fixtures', 'small-delivery'), checkout.directory, { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(checkout.directory, 'node_modules'));
    return new PipelineProduct(directory, checkout);
  }

  get config(): string {
    return join(this.#checkout.directory, 'rehearsal.config.json');
  }

  /** For an engine's state: it goes with the product. */
  get state(): string {
    return join(this.#directory, 'state');
  }

  /** Writes the files and commits everything. Resolves with the commit's id. */
  async commit(message: string, files: Record<string, string> = {}): Promise<string> {
    for (const [path, text] of Object.entries(files)) this.#checkout.write(path, text);
    return this.#checkout.commit(message, '--allow-empty');
  }

  /** Takes the last commit back by another one, which is pushed with the next. */
  async takeBack(): Promise<void> {
    await this.#checkout.git('revert', '--no-edit', 'HEAD');
  }

  /** A file with the first place of each text replaced. Throws when one is not there. */
  edited(path: string, ...edits: [find: string, replace: string][]): Record<string, string> {
    let text = readFileSync(join(this.#checkout.directory, path), 'utf8');
    for (const [find, replace] of edits) {
      if (!text.includes(find))
        throw new Error(`${path} has no ${JSON.stringify(find)}: the test would prove nothing.`);
      text = text.replace(find, () => replace);
    }
    return { [path]: text };
  }

  /** Resolves with what the pusher is told. */
  async push(url: string): Promise<string> {
    return (await this.#checkout.git('push', url, 'main')).stderr;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What dev and prod say after the release of a commit with this file. */
export const greeting = (text: string): Record<string, string> => ({
  'release.json': `${JSON.stringify({ greeting: text })}\n`,
});

/** A change of the pipeline's own definition: the action Added, beside Check. */
export const withAddedStep = (product: PipelineProduct): Record<string, string> =>
  product.edited('pipeline.ts', [
    "post: [new ShellStep('Check', {",
    "post: [new ShellStep('Added', { input: source, commands: ['test -s catalogue.txt'] }), new ShellStep('Check', {",
  ]);
