/** One line of output; the composition root decides about colours. */
export interface Line {
  text: string;
  tone: 'plain' | 'good' | 'bad' | 'faint';
}

export const plain = (text: string): Line => ({ text, tone: 'plain' });
export const good = (text: string): Line => ({ text, tone: 'good' });
export const bad = (text: string): Line => ({ text, tone: 'bad' });
export const faint = (text: string): Line => ({ text, tone: 'faint' });

/** `0.2 s`, `18 s`, `1 min 18 s`, `2 h 5 min` */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `blue 90 %, green 10 %` */
export const shares = (green: number): string => `blue ${round(100 - green)} %, green ${round(green)} %`;

const round = (percent: number) => Math.round(percent * 100) / 100;
