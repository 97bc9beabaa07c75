import { expect, it } from '@jest/globals';

import { resolveConfiguration } from './variables.ts';

const values = {
  'Source@example_picus': { CommitId: 'c0ffee' },
  codepipeline: { PipelineExecutionId: 'e-1' },
  Stack: { 'LoadBalancer.DnsName': 'lb.example' },
};

it('puts values in place of references, several in one text, also in JSON', () => {
  const EnvironmentVariables = '[{"name":"GIT_SHA","value":"#{Source@example_picus.CommitId}"}]';
  const ProjectName = '#{codepipeline.PipelineExecutionId}/#{Stack.LoadBalancer.DnsName}';
  expect(resolveConfiguration({ EnvironmentVariables, ProjectName, Plain: '#{}${a.b}' }, values)).toEqual({
    resolved: {
      EnvironmentVariables: '[{"name":"GIT_SHA","value":"c0ffee"}]',
      ProjectName: 'e-1/lb.example',
      Plain: '#{}${a.b}',
    },
    missing: [],
  });
});

it('tells what has no value, and takes none from an object itself', () => {
  const configuration = { a: '#{Source@example_picus.Nothing}', b: '#{Stack.toString}' };
  const { missing, resolved } = resolveConfiguration(configuration, values);
  expect(missing).toEqual([
    { namespace: 'Source@example_picus', name: 'Nothing' },
    { namespace: 'Stack', name: 'toString' },
  ]);
  expect(resolved).toEqual(configuration);
});
