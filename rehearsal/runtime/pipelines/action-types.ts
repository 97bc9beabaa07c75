import type { ActionTypeRules } from '../../domain/pipeline-run/check-definition.ts';

const codeBuild: ActionTypeRules = {
  inputs: [1, 5],
  outputs: [0, 5],
  required: ['ProjectName'],
  optional: ['PrimarySource', 'EnvironmentVariables'],
  unsupported: ['BatchEnabled', 'BuildspecOverride', 'CombineArtifacts', 'EnvironmentTypeOverride', 'ImageOverride'],
};

export const MANUAL_APPROVAL = 'Approval/AWS/Manual/1';

/** The action types that run here. Source: user guide, action structure reference: artifacts and configuration of each. */
export const actionTypes: Readonly<Record<string, ActionTypeRules>> = {
  'Source/AWS/CodeStarSourceConnection/1': {
    inputs: [0, 0],
    outputs: [1, 1],
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    // Recorded: artifacts are directories here, so a full clone has no other form than an archive.
    optional: ['OutputArtifactFormat', 'DetectChanges'],
    unsupported: [],
  },
  'Build/AWS/CodeBuild/1': codeBuild,
  'Test/AWS/CodeBuild/1': codeBuild,
  'Deploy/AWS/CloudFormation/1': {
    inputs: [0, 10],
    outputs: [0, 1],
    required: ['ActionMode', 'StackName'],
    optional: [
      'Capabilities',
      'ChangeSetName',
      'OutputFileName',
      'ParameterOverrides',
      'RoleArn',
      'TemplateConfiguration',
      'TemplatePath',
    ],
    unsupported: [],
  },
  [MANUAL_APPROVAL]: {
    inputs: [0, 0],
    outputs: [0, 0],
    required: [],
    // Recorded: nobody is notified here.
    optional: ['CustomData', 'ExternalEntityLink', 'NotificationArn'],
    unsupported: [],
  },
};
