import { errors } from 'undici';

/**
 * The status with which a failed exchange with a target is answered: 504 when the target was silent for too long, 502
 * for everything else. Source: ALB guide, "HTTP 502" and "HTTP 504".
 */
export function statusOfFailure(error: Error): 502 | 504 {
  const silent =
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    (error as NodeJS.ErrnoException).code === 'ETIMEDOUT';
  return silent ? 504 : 502;
}
