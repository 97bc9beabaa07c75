import { COMMAND_PHASES, type Buildspec, type BuildspecEnvironment, type PhaseSection } from './buildspec.ts';
import { BuildspecProblem, mapOf, refuse, scalar, section, textList, textMap, yesOrNo } from './buildspec-members.ts';
import { readCache } from './read-cache.ts';
import { readArtifacts, readReports } from './read-outputs.ts';

/**
 * A buildspec out of its YAML or JSON document. Throws BuildspecProblem, which names the key: an unknown key is refused, where
 * CodeBuild may ignore it. Source: CodeBuild user guide, "Build specification reference for CodeBuild".
 */
export function readBuildspec(document: unknown): Buildspec {
  const root = section(document, 'The buildspec', [
    'version',
    'run-as',
    'env',
    'proxy',
    'batch',
    'phases',
    'reports',
    'artifacts',
    'cache',
  ]);
  const version = root.version === undefined ? 'none' : scalar(root.version, 'version');
  if (version !== '0.2')
    throw new BuildspecProblem(`The rehearsal reads buildspecs of version 0.2, not ${version}: write "version: 0.2".`);
  refuse(root['run-as'], 'run-as: commands run as the user of the engine');
  refuse(root.proxy, 'the section proxy');
  refuse(root.batch, 'the section batch: batch builds');
  const sections = section(root.phases, 'phases', COMMAND_PHASES);
  const install = sections.install === undefined ? {} : mapOf(sections.install, 'phases.install');
  const phases: Buildspec['phases'] = {};
  for (const phase of COMMAND_PHASES)
    if (phase in sections) phases[phase] = readPhase(sections[phase], `phases.${phase}`, phase === 'install');
  return {
    environment: readEnvironment(root.env),
    phases,
    runtimeVersions: textMap(install['runtime-versions'], 'phases.install.runtime-versions'),
    artifacts: readArtifacts(root.artifacts),
    cache: readCache(root.cache),
    reports: readReports(root.reports),
  };
}

function readEnvironment(value: unknown): BuildspecEnvironment {
  const env = section(value ?? {}, 'env', [
    'shell',
    'variables',
    'parameter-store',
    'secrets-manager',
    'exported-variables',
    'git-credential-helper',
  ]);
  const shell = env.shell === undefined ? undefined : scalar(env.shell, 'env.shell');
  // Source: env/shell: those of Linux.
  if (shell !== undefined && shell !== 'bash' && shell !== '/bin/sh')
    throw new BuildspecProblem(`env.shell must be bash or /bin/sh, not ${shell}.`);
  if (yesOrNo(env['git-credential-helper'], 'env.git-credential-helper'))
    refuse(true, 'env.git-credential-helper: there is no CodeCommit to give credentials for');
  const variables = textMap(env.variables, 'env.variables');
  const parameterStore = textMap(env['parameter-store'], 'env.parameter-store');
  const secretsManager = textMap(env['secrets-manager'], 'env.secrets-manager');
  for (const name of [variables, parameterStore, secretsManager].flatMap(Object.keys)) checkName(name);
  const exportedVariables = textList(env['exported-variables'], 'env.exported-variables');
  for (const name of exportedVariables) {
    checkName(name, { exported: true });
    // Source: env/exported-variables, "The following cannot be exported".
    if (name.startsWith('AWS_')) throw new BuildspecProblem(`env.exported-variables: ${name} cannot be exported.`);
  }
  return { shell, variables, parameterStore, secretsManager, exportedVariables };
}

/** A shell must be able to hold it; `CODEBUILD_` is reserved (env/variables), although it can be exported. */
function checkName(name: string, { exported = false } = {}): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new BuildspecProblem(`env: ${name} is no name of a variable.`);
  if (!exported && name.startsWith('CODEBUILD_'))
    throw new BuildspecProblem(`env: ${name} begins with CODEBUILD_, which is reserved.`);
}

function readPhase(value: unknown, what: string, install: boolean): PhaseSection {
  const keys = ['run-as', 'on-failure', 'commands', 'finally', 'steps'] as const;
  const phase = section(value ?? {}, what, install ? [...keys, 'runtime-versions' as const] : keys);
  refuse(phase['run-as'], `${what}.run-as: commands run as the user of the engine`);
  refuse(phase.steps, `${what}.steps`);
  const commands = textList(phase.commands, `${what}.commands`);
  if (!install && phase.commands === undefined)
    throw new BuildspecProblem(`${what} must have commands: only install can do without.`);
  return {
    commands,
    finally: textList(phase.finally, `${what}.finally`),
    onFailure: readOnFailure(phase['on-failure'], `${what}.on-failure`),
  };
}

/** RETRY is refused: the documentation does not say whether the phase, or a new build, is what is retried. */
function readOnFailure(value: unknown, what: string): PhaseSection['onFailure'] {
  if (value === undefined) return undefined;
  const choice = scalar(value, what);
  if (choice === 'ABORT' || choice === 'CONTINUE') return choice;
  if (/^RETRY(-|$)/.test(choice)) refuse(choice, `${what} ${choice}`);
  throw new BuildspecProblem(`${what} must be ABORT or CONTINUE, not ${choice}.`);
}
