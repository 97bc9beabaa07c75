import { askHealth } from './ask-health.ts';

/** ECS allows a container's health check 5 s by default. */
const LIMIT_MS = 2_000;

/**
 * `main.mjs check-health URL`, for orchestrators that run a command in the container: the image has neither shell nor
 * curl. Loads nothing of the service.
 *
 * @returns the exit code; 1 with one line on the standard error when the URL does not answer 2xx in time
 */
export async function checkHealth(url: string): Promise<0 | 1> {
  try {
    await askHealth(url, AbortSignal.timeout(LIMIT_MS));
    return 0;
  } catch (error) {
    const { name, message } = error as Error;
    console.error(`${url} is not healthy: ${name === 'AbortError' ? `no answer within ${LIMIT_MS} ms` : message}`);
    return 1;
  }
}
