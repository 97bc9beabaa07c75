// Who may import whom. Each rule says why; there is no list of known violations.
const SPEC = '\\.spec\\.ts$';

/** Files under `from` may import only what matches one of `allowed` (besides themselves and node's own modules unless `pure`). */
const only = (name, comment, from, allowed, { pure = false } = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: SPEC },
  to: { pathNot: [from, ...allowed], dependencyTypesNot: pure ? [] : ['core'] },
});

const NPM = 'node_modules/';
const AWS_CLIENTS = 'node_modules/@aws-sdk/client-';

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no ground floor.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that does not resolve is a typo or a missing dependency.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    only('service-alone', 'The service is what is delivered; it knows nothing of how.', '^service/', [NPM]),
    only(
      'infra-below-pipeline',
      'Templates do not know the pipeline; only the composition root app.ts joins them.',
      '^infra/(?!app\\.ts)',
      ['^infra/', 'node_modules/(aws-cdk-lib|constructs|cdk-nag|zod)/', AWS_CLIENTS],
    ),
    only(
      'functions-without-cdk',
      'Handlers run in Lambda, where neither the CDK nor our constructs exist.',
      '^infra/functions/',
      ['node_modules/@aws-sdk/', 'node_modules/@smithy/'],
    ),
    only(
      'pipeline-on-infra',
      'The pipeline deploys stages and tells people as they do; it reads their types and configuration, never back.',
      '^pipeline/',
      ['^infra/(stages|config|bootstrap|constructs/notifications)/', 'node_modules/(aws-cdk-lib|constructs|cdk-nag)/'],
    ),
    only(
      'deployer-on-aws-apis',
      'The release tool works on AWS and on the rehearsal alike: AWS APIs only.',
      '^deployer/',
      [NPM],
    ),
    only(
      'rehearsal-on-assembly',
      'cdk.out and the AWS APIs are the only interfaces to what is rehearsed.',
      '^rehearsal/',
      [NPM],
    ),
    only('kernel-at-bottom', 'The kernel is the ground floor.', '^rehearsal/kernel/', [], { pure: true }),
    only(
      'domain-is-pure',
      'Decisions are data in, data out: no I/O, no timers, no libraries.',
      '^rehearsal/domain/',
      ['^rehearsal/kernel/'],
      {
        pure: true,
      },
    ),
    only(
      'runtime-on-domain',
      'Runners turn decisions into calls on ports; adapters are injected.',
      '^rehearsal/runtime/',
      ['^rehearsal/(domain|kernel)/'],
    ),
    only('ports-are-contracts', 'A port names what is needed, in domain words.', '^rehearsal/runtime/ports/', [
      '^rehearsal/(domain|kernel)/',
    ]),
    only('wire-knows-protocols', 'Protocols and the gateway; no behaviour of any service.', '^rehearsal/wire/', [
      '^rehearsal/kernel/',
      'node_modules/@aws-sdk/',
      'node_modules/@smithy/',
    ]),
    only('services-map', 'An API maps wire types to use cases.', '^rehearsal/services/', [
      '^rehearsal/(wire|runtime|kernel|domain)/',
      AWS_CLIENTS,
    ]),
    {
      name: 'services-are-strangers',
      comment: 'One API never calls another: what they share is a use case in runtime/.',
      severity: 'error',
      from: { path: '^rehearsal/services/([^/]+)/' },
      to: { path: '^rehearsal/services/', pathNot: '^rehearsal/services/$1/' },
    },
    only('resources-use-cases', 'A CloudFormation type calls the same use cases as the API.', '^rehearsal/resources/', [
      '^rehearsal/(runtime|kernel|domain)/',
    ]),
    only('dataplane-without-aws', 'The load balancer is HTTP; it implements one port.', '^rehearsal/dataplane/', [
      '^rehearsal/(kernel|runtime/ports)/',
      NPM,
    ]),
    only('adapters-at-the-edge', 'Adapters implement ports.', '^rehearsal/adapters/', [
      '^rehearsal/(runtime/ports|kernel|domain)/',
      NPM,
    ]),
    {
      name: 'runtime-code-has-runtime-dependencies',
      comment: 'What runs in production or in the rehearsal may not need a development dependency.',
      severity: 'error',
      from: { path: '^(service|infra|pipeline|deployer|rehearsal)/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdk\\.out|\\.rehearsal)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
