// Lints Dockerfiles: those that are named, or the repository's. Ends with 1 where there is a problem.
import { readFileSync } from 'node:fs';
import { problemsOf } from './dockerfile-rules.ts';

const named = process.argv.slice(2);
for (const file of named.length > 0 ? named : ['Dockerfile']) {
  for (const { line, rule, message } of problemsOf(readFileSync(file, 'utf8'))) {
    console.error(`${file}:${line} ${rule} ${message}`);
    process.exitCode = 1;
  }
}
