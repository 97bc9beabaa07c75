// Tells, as JSON, with which role in which account `cdk diff` reads which stacks of a cloud assembly: the matrix of the
// workflow. Placeholder accounts are left out, as nobody is there.
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { githubRoleName } from '../infra/bootstrap/github-role.ts';
import { loadConfiguration } from '../infra/config/load.ts';
import { isPlaceholder } from '../infra/config/placeholder-account.ts';

interface DiffAccount {
  account: string;
  region: string;
  role: string;
  /** As `cdk diff` takes them, separated by blanks. */
  stacks: string;
}

/** @param directory of the assembly, with those nested in it. */
export function diffAccounts(directory: string, app: string): DiffAccount[] {
  const stacks = new CloudAssembly(directory).stacksRecursively;
  const accounts = [...new Set(stacks.map(({ environment }) => environment.account))];
  return accounts
    .filter((account) => !isPlaceholder(account))
    .map((account) => {
      const own = stacks.filter(({ environment }) => environment.account === account);
      return {
        account,
        region: own[0]?.environment.region ?? '',
        role: `arn:aws:iam::${account}:role/${githubRoleName(app)}`,
        stacks: own.map(({ hierarchicalId }) => hierarchicalId).join(' '),
      };
    });
}

if (import.meta.main) console.log(JSON.stringify(diffAccounts(process.argv[2] ?? 'cdk.out', loadConfiguration().app)));
