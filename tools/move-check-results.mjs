// Results of checks that another checkout left in .wireit/ name its files by their absolute paths, and a build gets a new
// folder each time. This makes them results of the checkout in which it is called.
// Plain JavaScript on purpose: a build image's own Node runs it, before anything else.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';

const PLACE = '.wireit/checkout';
const here = `${process.cwd()}/`;
const before = existsSync(PLACE) ? readFileSync(PLACE, 'utf8') : here;

if (before !== here)
  for (const file of globSync('.wireit/*/fingerprint'))
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll(JSON.stringify(before).slice(1, -1), JSON.stringify(here).slice(1, -1)),
    );
if (existsSync('.wireit')) writeFileSync(PLACE, here);
