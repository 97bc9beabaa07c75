import { expect, it } from '@jest/globals';
import { rolesOf } from './roles.ts';

const trust = (Principal: object, Condition?: object) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...(Condition && { Condition }) }],
});
const allow = (...Action: string[]) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const role = (Properties: object) => ({ Type: 'AWS::IAM::Role', Properties: { ...Properties } });

it('a role is told with its trust and its actions by service, wherever the policy stands', () => {
  const resources = {
    Named: role({
      RoleName: 'picus-prod-task',
      AssumeRolePolicyDocument: trust({ Service: 'ecs-tasks.amazonaws.com' }, { StringEquals: {} }),
      Policies: [{ PolicyDocument: allow('s3:A', 's3:B', 's3:C', 's3:D', 's3:E', 's3:F', 'kms:Decrypt') }],
    }),
    BuildRole0A1B2C3D: role({ AssumeRolePolicyDocument: trust({ Service: 'codebuild.amazonaws.com' }) }),
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'BuildRole0A1B2C3D' }],
        PolicyDocument: allow('s3:GetObject*', 'logs:PutLogEvents', 'logs:GetLogEvents', 'ecr:PutImage'),
      },
    },
    Guarded: role({
      AssumeRolePolicyDocument: trust({ AWS: { 'Fn::Join': ['', ['arn:aws:iam::1:root']] } }),
      Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } }],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    }),
  };
  expect(rolesOf({ name: 'stack', resources })).toEqual([
    {
      role: 'picus-prod-task',
      assumedBy: 'ecs-tasks.amazonaws.com, under a condition',
      may: 'kms: Decrypt; s3: A, B, C, D and 2 more',
    },
    { role: 'BuildRole', assumedBy: 'codebuild.amazonaws.com', may: 'ecr: PutImage; logs: GetLogEvents' },
    { role: 'Guarded', assumedBy: 'the account itself', may: "AWS's AWSLambdaBasicExecutionRole" },
  ]);
});
