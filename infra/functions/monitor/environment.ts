export interface Settings {
  /** Of the health endpoint, as clients find it. */
  readonly url: URL;
  /** Metrics' dimension. */
  readonly environment: string;
  readonly metricsNamespace: string;
}

/** @throws Error that names the variable which is not there. */
export function environment(variables: NodeJS.ProcessEnv): Settings {
  const read = (name: string) => {
    const value = variables[name];
    if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set`);
    return value;
  };
  const text = read('HEALTH_URL');
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error(`The environment variable HEALTH_URL must be an http or https URL, not ${text}`);
  return { url, environment: read('ENVIRONMENT'), metricsNamespace: read('METRICS_NAMESPACE') };
}
