// What the fault files share: their options, which requests they touch, and how they get between server and handler.
import http from 'node:http';

/** Options of the fault file `name` (without extension), as the engine passed them; undefined in worker threads' copies. */
export function faultOptions(name) {
  const all = JSON.parse(process.env.REHEARSAL_FAULT_OPTIONS ?? '{}');
  return all[name];
}

/**
 * Which requests a fault touches:
 * - paths, exceptPaths: regular expressions on the path without its query
 * - whenHeader: { name, pattern }, for example { name: 'x-forwarded-port', pattern: '^8443$' }
 */
export function requestFilter({ paths, exceptPaths, whenHeader }) {
  const included = paths?.map((pattern) => new RegExp(pattern));
  const excluded = exceptPaths?.map((pattern) => new RegExp(pattern)) ?? [];
  const header = whenHeader && { name: whenHeader.name.toLowerCase(), pattern: new RegExp(whenHeader.pattern) };
  return (request) => {
    const path = (request.url ?? '/').split('?')[0];
    if (included && !included.some((pattern) => pattern.test(path))) return false;
    if (excluded.some((pattern) => pattern.test(path))) return false;
    return !header || header.pattern.test(String(request.headers[header.name] ?? ''));
  };
}

/** `handle(request, response, pass)` decides on every request of every HTTP server of the process; `pass` goes on as if nothing were. */
export function interceptRequests(handle) {
  const emit = http.Server.prototype.emit;
  http.Server.prototype.emit = function (event, ...args) {
    if (event !== 'request') return emit.call(this, event, ...args);
    handle(args[0], args[1], () => emit.call(this, event, ...args));
    return true;
  };
}
