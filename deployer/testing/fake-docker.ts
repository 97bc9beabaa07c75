import type { Docker } from '../images/docker.ts';

/** Docker with containers that run until they are stopped, and a registry that gets what is pushed. */
export class FakeDocker implements Docker {
  /** What was asked for, in order; looks at ports are left out. */
  readonly commands: string[] = [];
  /** Commands that fail, with the reason. */
  failing: Partial<Record<keyof Docker, string>> = {};
  log = 'a line of the container';
  /** Containers that were started and not removed. */
  readonly containers = new Set<string>();
  onPush: (reference: string) => void = () => {};

  async answers() {
    this.#did('answers', 'version');
  }

  async login(registry: string, { username }: { username: string }) {
    this.#did('login', `login ${username} ${registry}`);
  }

  async build({ platform, buildArguments, reference, context }: Parameters<Docker['build']>[0]) {
    this.#did('build', `build ${platform} ${JSON.stringify(buildArguments)} ${reference} ${context}`);
  }

  async run({ name, reference, port }: { name: string; reference: string; port: number }) {
    this.#did('run', `run ${reference} ${port}`);
    this.containers.add(name);
  }

  async address() {
    if (this.failing.address !== undefined) throw new Error(this.failing.address);
    return '127.0.0.1:32768';
  }

  async logs() {
    return this.log;
  }

  async stop(_name: string, graceSeconds: number) {
    if (graceSeconds > 0) this.#did('stop', `stop ${graceSeconds}`);
  }

  async remove(name: string) {
    if (!this.containers.delete(name)) throw new Error(`No such container: ${name}`);
    this.#did('remove', 'rm');
  }

  async push(reference: string) {
    this.#did('push', `push ${reference}`);
    this.onPush(reference);
  }

  #did(command: keyof Docker, text: string): void {
    this.commands.push(text);
    const reason = this.failing[command];
    if (reason !== undefined) throw new Error(reason);
  }
}
