// One file for all test kinds; each kind is a project, chosen by the npm scripts with --selectProjects.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdk.out', '<rootDir>/.rehearsal/', '<rootDir>/.cache/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          // Nest reads constructor parameter types at run time; the other rooms have no decorators.
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

const project = (displayName, testMatch, extra = {}) => ({ ...shared, displayName, testMatch, ...extra });

export default {
  projects: [
    // Specs beside their source, by what they read: package.json names the inputs of each.
    project('service', ['<rootDir>/service/**/*.spec.ts', '<rootDir>/test/service/**/*.spec.ts']),
    project('delivery', ['<rootDir>/{infra,pipeline,deployer,tools}/**/*.spec.ts']),
    project('engine', ['<rootDir>/rehearsal/**/*.spec.ts']),
    project('synth', ['<rootDir>/test/synth/**/*.spec.ts']),
    project('conformance', ['<rootDir>/test/conformance/**/*.spec.ts']),
    project('rehearsal', ['<rootDir>/test/rehearsal/**/*.spec.ts']),
  ],
  testTimeout: 30_000,
};
