// Points git at .husky/ after an install. It does nothing where nobody commits (no checkout, a build, an install without
// development dependencies) or where HUSKY=0 says so, and leaves hooks of one's own alone.
// Plain JavaScript on purpose: an install may run on a Node that cannot read TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const HOOKS = '.husky/_';

const why = await install();
if (why) console.log(`Pre-commit hooks are not installed: ${why}.`);

/** Returns why not, or nothing. */
async function install() {
  if (!existsSync('.git')) return '';
  if (process.env.CI || process.env.CODEBUILD_BUILD_ID) return '';
  const { stdout } = spawnSync('git', ['config', '--get', 'core.hooksPath'], { encoding: 'utf8' });
  const own = stdout?.trim();
  if (own && own !== HOOKS) return `core.hooksPath is ${own}`;
  const husky = await import('husky').catch(() => undefined);
  return husky?.default();
}
