export interface CgiHead {
  status: number;
  /** Name and value in turn, as `writeHead` takes them. */
  headers: string[];
  /** What came behind the head. */
  rest: Buffer;
}

/** Bytes. What is longer without an empty line is no head. */
const LIMIT = 64 * 1024;

/**
 * The head of a CGI program's output; undefined while it is not complete. Throws when it is none.
 * Source: RFC 3875, 6.2 and 6.3: `Status`, 200 without it.
 */
export function cgiHead(output: Buffer): CgiHead | undefined {
  const text = output.toString('latin1', 0, LIMIT);
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) {
    if (output.length >= LIMIT) throw new Error('git http-backend sent no head.');
    return undefined;
  }
  const head: CgiHead = { status: 200, headers: [], rest: output.subarray(end.index + end[0].length) };
  for (const line of text.slice(0, end.index).split(/\r?\n/)) {
    const [, name, value] = /^([\w-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new Error(`git http-backend sent a line that is no header: ${line}`);
    if (name.toLowerCase() === 'status') head.status = Number.parseInt(value, 10);
    else head.headers.push(name, value);
  }
  return head;
}
