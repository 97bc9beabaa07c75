import { readFileSync } from 'node:fs';
import type { RealRuntime } from './probe-runtime.ts';

/** What the generated `docker` is told by the engine that made it. */
export interface Settings {
  cache: string;
  /** Containers end with it. */
  engine: EngineIdentity;
  /** Absent: the stand-in. */
  runtime?: RealRuntime;
}

/** Pids are reused; pid and start time are not. */
export interface EngineIdentity {
  pid: number;
  startTime: string;
}

/** Variable of a build: the engine's registry, `http://127.0.0.1:<port>`. */
export const REGISTRY_URL = 'REHEARSAL_REGISTRY_URL';

export const readSettings = (file: string): Settings => JSON.parse(readFileSync(file, 'utf8')) as Settings;
