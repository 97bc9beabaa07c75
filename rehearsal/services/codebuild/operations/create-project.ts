import type { CreateProjectCommandInput, CreateProjectOutput } from '@aws-sdk/client-codebuild';
import { DEFAULT_SETTINGS } from '../../../runtime/builds/projects.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { wireProject } from '../mapping.ts';
import { readArtifactsType, readProject, readSourceType } from '../read-project.ts';
import { required } from '../required.ts';

export const createProject =
  ({ builds }: CodebuildDependencies): Handler<CreateProjectCommandInput, CreateProjectOutput> =>
  (input, { scope }) => {
    const settings = readProject({ ...input, environment: required(input.environment, 'environment') });
    const project = builds.projects.create(scope, required(input.name, 'name'), {
      ...DEFAULT_SETTINGS,
      ...settings,
      sourceType: readSourceType(required(input.source, 'source').type),
      artifactsType: readArtifactsType(required(input.artifacts, 'artifacts')),
      environment: required(settings.environment, 'environment'),
      serviceRole: required(input.serviceRole, 'serviceRole'),
    });
    return { project: wireProject(project) };
  };
