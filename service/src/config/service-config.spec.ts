import { describe, expect, it } from '@jest/globals';
import { readServiceConfig } from './service-config.ts';
import { ConfigError } from './variables.ts';

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readServiceConfig({})).toEqual({
      host: '0.0.0.0',
      port: 8080,
      logLevel: 'info',
      drainSeconds: 20,
      release: undefined,
      factorialMax: 100_000,
      factorialWorkers: 1,
      factorialQueue: 16,
      items: undefined,
      auth: undefined,
      sidecar: undefined,
      observability: { metrics: undefined, traces: undefined },
      corsOrigins: [],
    });
  });

  it('comes from the environment, where empty means absent', () => {
    const config = readServiceConfig({
      PORT: '0',
      HOST: '::1',
      LOG_LEVEL: 'debug',
      DRAIN_SECONDS: '',
      RELEASE: 'v1+a',
    });
    expect(config).toMatchObject({ port: 0, host: '::1', logLevel: 'debug', drainSeconds: 20, release: 'v1+a' });
  });

  it.each([
    ['PORT', '65536', 'PORT must be a whole number from 0 to 65535, but is "65536".'],
    ['PORT', '80.5', 'PORT must be a whole number from 0 to 65535, but is "80.5".'],
    ['HOST', 'a b', 'HOST must be a host name or IP address, but is "a b".'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, but is "loud".'],
    ['DRAIN_SECONDS', '-1', 'DRAIN_SECONDS must be a whole number from 0 to 110, but is "-1".'],
    ['RELEASE', 'a\nb', 'RELEASE must be 1 to 64 letters, digits or any of . _ + -, but is "a\\nb".'],
    ['FACTORIAL_MAX', '1e5', 'FACTORIAL_MAX must be a whole number from 0 to 1000000, but is "1e5".'],
    ['FACTORIAL_WORKERS', '0', 'FACTORIAL_WORKERS must be a whole number from 1 to 16, but is "0".'],
    [
      'TABLE_NAME',
      'a b',
      'TABLE_NAME must be a DynamoDB table\'s name: 3 to 255 letters, digits or any of . _ -, but is "a b".',
    ],
    [
      'AUTH_AUDIENCE',
      'picus',
      'AUTH_ISSUER and AUTH_AUDIENCE must be given together: one of them alone restricts nothing.',
    ],
    [
      'AUTH_JWKS_URL',
      'http://keys',
      'AUTH_JWKS_URL must be an absolute https URL without user name and fragment, but is "http://keys".',
    ],
    [
      'SIDECAR_PATHS',
      'rota1',
      'SIDECAR_PATHS must be paths separated by commas, each beginning with /, none of them the app’s own, but is "rota1".',
    ],
    [
      'SIDECAR_PATHS',
      '/rota1,/health/live',
      'SIDECAR_PATHS must be paths separated by commas, each beginning with /, none of them the app’s own, but is "/rota1,/health/live".',
    ],
    ['METRICS', 'yes', 'METRICS must be one of emf, none, but is "yes".'],
    [
      'CORS_ORIGINS',
      '*',
      `CORS_ORIGINS must be origins separated by commas, such as 'https://shop.example.com'; there is no wildcard, but is "*".`,
    ],
    ['FACTORIAL_QUEUE', '1001', 'FACTORIAL_QUEUE must be a whole number from 0 to 1000, but is "1001".'],
  ])('%s=%j is refused', (name, value, message) => {
    expect(problemsOf({ [name]: value })).toEqual([message]);
  });

  it('names everything that is wrong at once', () => {
    expect(problemsOf({ PORT: 'x', DRAIN_SECONDS: 'y' })).toHaveLength(2);
  });
});

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readServiceConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
