import { get } from 'node:http';

/** Resolves when the URL (http) answers 2xx; rejects with the reason otherwise, and when the signal aborts. */
export function askHealth(url: string | URL, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A connection of its own each time: that new ones are accepted is part of the question.
    const question = get(url, { agent: false, signal }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.resume().once('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new UnhealthyStatus(statusCode));
      });
    });
    question.on('error', reject);
    // An answer that breaks off.
    question.on('close', () => reject(new Error('the answer broke off')));
  });
}

class UnhealthyStatus extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`it answered ${status}`);
    this.name = 'UnhealthyStatus';
    this.code = `status ${status}`;
  }
}
