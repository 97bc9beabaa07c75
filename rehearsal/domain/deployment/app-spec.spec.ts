import { describe, expect, it } from '@jest/globals';

import { readAppSpec } from './app-spec.ts';

const properties = {
  TaskDefinition: 'arn:aws:ecs:eu-west-1:111111111111:task-definition/picus:2',
  LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
};
const document = (more: object = {}, top: object = {}) => ({
  version: 0.0,
  Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: { ...properties, ...more } } }],
  ...top,
});
const network = { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'], AssignPublicIp: 'DISABLED' };

describe('readAppSpec', () => {
  it('reads all that an ECS deployment may say', () => {
    const spec = readAppSpec(
      document(
        {
          PlatformVersion: '1.4.0',
          NetworkConfiguration: { AwsvpcConfiguration: network },
          CapacityProviderStrategy: [{ Base: 1, CapacityProvider: 'FARGATE', Weight: 1 }],
        },
        { Hooks: [{ BeforeInstall: 'check' }, { AfterAllowTestTraffic: 'verify' }] },
      ),
    );
    expect(spec).toEqual({
      taskDefinition: properties.TaskDefinition,
      containerName: 'app',
      containerPort: 8080,
      platformVersion: '1.4.0',
      network: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
      capacityProviders: [{ capacityProvider: 'FARGATE', base: 1, weight: 1 }],
      hooks: { BeforeInstall: 'check', AfterAllowTestTraffic: 'verify' },
    });
  });

  it('reads keys in any case, and no platform version where there is null', () => {
    const lower = {
      version: '0.0',
      resources: [
        { targetservice: { type: 'AWS::ECS::Service', properties: { ...properties, platformversion: null } } },
      ],
      hooks: [{ beforeinstall: 'check' }],
    };
    expect(readAppSpec(lower)).toMatchObject({ containerPort: 8080, hooks: { BeforeInstall: 'check' } });
  });

  it.each([
    ['no document', undefined, 'must be a map'],
    ['another version', document({}, { version: 1 }), '"version": 0.0'],
    ['no service', { version: 0, Resources: [] }, 'exactly one'],
    ['two services', { version: 0, Resources: [1, 2] }, 'exactly one'],
    [
      'another type',
      { version: 0, Resources: [{ TargetService: { Type: 'AWS::Lambda::Function' } }] },
      'AWS::ECS::Service',
    ],
    ['no task definition', document({ TaskDefinition: undefined }), 'TaskDefinition'],
    ['a family', document({ TaskDefinition: 'picus' }), 'full ARN'],
    ['a list for LoadBalancerInfo', document({ LoadBalancerInfo: [{}] }), 'LoadBalancerInfo must be a map'],
    ['no port', document({ LoadBalancerInfo: { ContainerName: 'app' } }), 'ContainerPort'],
    ['an unknown property', document({ Foo: 1 }), 'unknown key: Foo'],
    ['a part of a network', document({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['s'] } } }), 'all of'],
    [
      'a public address of maybe',
      document({ NetworkConfiguration: { AwsvpcConfiguration: { ...network, AssignPublicIp: 'MAYBE' } } }),
      'ENABLED or DISABLED',
    ],
    ['a map of hooks', document({}, { Hooks: { BeforeInstall: 'x' } }), 'list of maps'],
    ['two events in one entry', document({}, { Hooks: [{ BeforeInstall: 'x', AfterInstall: 'y' }] }), 'one event each'],
    ['a hook for Install', document({}, { Hooks: [{ Install: 'x' }] }), 'Install is no event with a hook'],
    ['one event twice', document({}, { Hooks: [{ AfterInstall: 'x' }, { AfterInstall: 'y' }] }), 'named twice'],
  ])('refuses %s', (_what, value, message) => {
    expect(() => readAppSpec(value)).toThrow(message);
  });
});
