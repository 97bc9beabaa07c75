import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AlarmStates } from '../ports/alarm-states.ts';
import type { AppSpecDocuments } from '../ports/app-spec.ts';
import type { FunctionAliases } from '../ports/function-aliases.ts';
import type { Functions } from '../ports/functions.ts';
import type { ListenerWeights } from '../ports/listener-weights.ts';
import type { TargetGroups } from '../ports/target-groups.ts';
import type { TaskSets } from '../ports/task-sets.ts';
import { Applications } from './applications.ts';
import { DeploymentConfigs } from './deployment-configs.ts';
import { DeploymentGroups } from './deployment-groups.ts';
import { Deployments } from './deployments.ts';
import { errors } from './errors.ts';
import { defaultSettings, type DeploymentSettings } from './settings.ts';

export interface CodeDeployDeps {
  clock: Clock;
  ids: Ids;
  log: Log;
  taskSets: TaskSets;
  listeners: ListenerWeights;
  targetGroups: TargetGroups;
  functions: Functions & FunctionAliases;
  alarmStates: AlarmStates;
  appSpecs: AppSpecDocuments;
  settings?: Partial<DeploymentSettings>;
}

/** The use cases of CodeDeploy, wired: what the API and the CloudFormation types call. */
export interface CodeDeploy {
  readonly applications: Applications;
  readonly configs: DeploymentConfigs;
  readonly groups: DeploymentGroups;
  readonly deployments: Deployments;
  readonly settings: DeploymentSettings;
  readonly persistent: Persistent;
  /** Deletes an application and its groups. */
  deleteApplication(scope: Scope, name: string | undefined): void;
  /** Refuses while a group uses the configuration. */
  deleteConfig(scope: Scope, name: string | undefined): void;
  /** Ends the runners; deployments stay where they are. */
  close(): Promise<void>;
}

export function codeDeploy(deps: CodeDeployDeps): CodeDeploy {
  const settings = { ...defaultSettings, ...deps.settings };
  const applications = new Applications(deps);
  const configs = new DeploymentConfigs(deps);
  const groups = new DeploymentGroups({ ...deps, applications, configs });
  const deployments = new Deployments({ ...deps, settings, applications, configs, groups });
  return {
    applications,
    configs,
    groups,
    deployments,
    settings,
    persistent: persistentParts({ applications, configs, groups, deployments }),
    deleteApplication: (scope, name) => {
      applications.delete(scope, name);
      groups.deleteAllOf(scope, name ?? '');
    },
    deleteConfig: (scope, name) => {
      const user = groups.userOf(scope, name ?? '');
      if (user) throw errors.configInUse(name ?? '', user.name);
      configs.delete(scope, name);
    },
    close: () => deployments.close(),
  };
}

type Saving = Pick<CodeDeploy, 'applications' | 'configs' | 'groups' | 'deployments'>;

/** Saved as one: a deployment has the group that it was made for. */
function persistentParts({ applications, configs, groups, deployments }: Saving): Persistent {
  const save = () => ({
    applications: applications.save(),
    configs: configs.save(),
    groups: groups.save(),
    deployments: deployments.save(),
  });
  return {
    name: 'deployments',
    save,
    restore(saved: ReturnType<typeof save>) {
      applications.restore(saved.applications);
      configs.restore(saved.configs);
      groups.restore(saved.groups);
      deployments.restore(saved.deployments);
    },
    resume: () => deployments.resume(),
  };
}
