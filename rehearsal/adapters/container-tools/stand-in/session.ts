import { join } from 'node:path';
import { REGISTRY_URL, type Settings } from '../settings.ts';
import { Containers } from './containers.ts';
import { LocalImages } from './local-images.ts';

/** What one call of the stand-in works with. */
export interface Session {
  settingsFile: string;
  settings: Settings;
  /** Docker's own folder, of one build: its HOME is its own. Credentials, names of images, and containers lie in it. */
  folder: string;
  images: LocalImages;
  containers: Containers;
  /** Of the engine's registry. Throws when the build was not told. */
  registryUrl(): string;
  environment: Readonly<Record<string, string | undefined>>;
  /** A line of standard output. */
  print: (line: string) => void;
  /** A line of standard error. */
  report: (line: string) => void;
}

/** Ends with this status; none is 0. */
export type Command = (args: string[], session: Session) => void | number | Promise<void | number>;

export function openSession(
  settingsFile: string,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Session {
  const { HOME: home, DOCKER_CONFIG: config } = environment;
  if (!home && !config) throw new Error('HOME is not set: the stand-in for docker keeps its state below it.');
  // Source: docker CLI reference, "Environment variables".
  const folder = config || join(home ?? '', '.docker');
  const own = join(folder, 'stand-in');
  return {
    settingsFile,
    settings,
    folder,
    images: new LocalImages(own, settings.cache),
    containers: new Containers(join(own, 'containers')),
    registryUrl() {
      const url = environment[REGISTRY_URL];
      if (!url) throw new Error(`${REGISTRY_URL} is not set: the stand-in for docker does not know its registry.`);
      return url;
    },
    environment,
    print: (line) => {
      process.stdout.write(`${line}\n`);
    },
    report: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}
