import { describe, expect, it } from '@jest/globals';
import { outputs, REVISION_2 } from '../testing/fixtures.ts';
import { appSpec, appSpecProperty } from './app-spec.ts';
import { serviceTarget } from './service-target.ts';

const taskDefinitionOf = (content: string | undefined) => appSpecProperty(content, 'TaskDefinition');

describe('the AppSpec', () => {
  it('carries everything that the frozen service does not', () => {
    expect(JSON.parse(appSpec(serviceTarget('svc', outputs()), { platformVersion: '1.4.0' }).content)).toEqual({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: REVISION_2,
              LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
              PlatformVersion: '1.4.0',
              NetworkConfiguration: {
                AwsvpcConfiguration: {
                  Subnets: ['subnet-1', 'subnet-2'],
                  SecurityGroups: ['sg-1'],
                  AssignPublicIp: 'DISABLED',
                },
              },
            },
          },
        },
      ],
      Hooks: [{ AfterAllowTestTraffic: 'arn:aws:lambda:eu-west-1:111111111111:function:verify-green' }],
    });
  });

  it("prefers the stack's platform and capacity to what runs", () => {
    const target = serviceTarget(
      'svc',
      outputs({
        PlatformVersion: '1.5.0',
        CapacityProviderStrategy: '[{"capacityProvider":"FARGATE","weight":1,"base":2}]',
      }),
    );
    const { content } = appSpec(target, {
      platformVersion: '1.4.0',
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
    });
    expect(content).toContain('"PlatformVersion":"1.5.0"');
    expect(content).toContain('"CapacityProviderStrategy":[{"Base":2,"CapacityProvider":"FARGATE","Weight":1}]');
  });

  it('is understood again, in JSON with any case and in YAML', () => {
    expect(taskDefinitionOf(appSpec(serviceTarget('svc', outputs())).content)).toBe(REVISION_2);
    expect(taskDefinitionOf('{"resources":[{"targetService":{"properties":{"taskDefinition":"x:1"}}}]}')).toBe('x:1');
    expect(
      taskDefinitionOf(
        'version: 0.0\nResources:\n  - TargetService:\n      Properties:\n        TaskDefinition: "x:2"\n',
      ),
    ).toBe('x:2');
    expect(taskDefinitionOf(undefined)).toBeUndefined();
  });
});

describe('the outputs of a stack', () => {
  it('must be usable', () => {
    expect(() => serviceTarget('svc', outputs({ TaskDefinitionArn: 'picus', ContainerPort: 'http' }))).toThrow(
      'Outputs of stack svc cannot be used: TaskDefinitionArn must be a full ARN with its revision, not "picus"; ContainerPort must be a port number.',
    );
    expect(() => serviceTarget('svc', outputs({ CapacityProviderStrategy: 'FARGATE' }))).toThrow('must be a JSON list');
    expect(() =>
      serviceTarget('svc', outputs({ BlueAlarmNames: Array.from({ length: 11 }, (_, i) => `a${i}`).join(',') })),
    ).toThrow('at most 10');
  });
});
