/** `,"time":"<ISO 8601>"` as pino takes it; the part up to the second is made once a second. */
export function timestamp(now = Date.now()): string {
  const milliseconds = now % 1000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    upToSecond = `,"time":"${new Date(second).toISOString().slice(0, -4)}`;
  }
  return `${upToSecond}${milliseconds < 10 ? '00' : milliseconds < 100 ? '0' : ''}${milliseconds}Z"`;
}

let second = Number.NaN;
let upToSecond = '';
