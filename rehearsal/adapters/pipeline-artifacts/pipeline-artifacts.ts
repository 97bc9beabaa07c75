import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Scope } from '../../kernel/scope.ts';
import type { PipelineArtifacts } from '../../runtime/ports/pipeline-artifacts.ts';

/** Artifacts as directories below the folder of builds: `<account>/<region>/<pipeline>/<execution>/<action run>`. */
export function pipelineArtifacts(root: string): PipelineArtifacts {
  const pipelineFolder = ({ account, region }: Scope, name: string) => join(root, account, region, name);
  return {
    directoryFor({ scope, pipelineName, executionId, actionRunId }) {
      const directory = join(pipelineFolder(scope, pipelineName), executionId, actionRunId);
      mkdirSync(directory, { recursive: true });
      return directory;
    },
    readText: async (directory, path) => readFile(inside(directory, path), 'utf8'),
    async writeText(directory, path, text) {
      const file = inside(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    dropAll: (scope, name) => rmSync(pipelineFolder(scope, name), { recursive: true, force: true }),
  };
}

function inside(directory: string, path: string): string {
  const file = resolve(directory, path);
  if (!file.startsWith(resolve(directory) + sep)) throw new Error(`${path} leads out of the artifact.`);
  return file;
}
