import type { Log } from '../../kernel/log.ts';
import type { LineFiles } from './line-files.ts';

/** The engine's own log: one JSON object a line in `engine.log`; warnings and errors also go to `alert`. */
export function engineLog(files: LineFiles, alert: (level: 'warn' | 'error', message: string) => void): Log {
  const write = (level: 'info' | 'warn' | 'error', message: string, facts: Record<string, unknown> = {}) => {
    files.write('engine.log', JSON.stringify({ at: new Date().toISOString(), level, message, ...facts }));
    if (level !== 'info') alert(level, message);
  };
  return {
    info: (message, facts) => write('info', message, facts),
    warn: (message, facts) => write('warn', message, facts),
    error: (message, facts) => write('error', message, facts),
  };
}
