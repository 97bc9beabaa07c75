import { describe, expect, it } from '@jest/globals';
import { cgiHead } from './cgi-head.ts';

const head = (text: string) => {
  const found = cgiHead(Buffer.from(text));
  return found && { ...found, rest: found.rest.toString() };
};

describe("the head of a CGI program's output", () => {
  it('is 200 without a status', () => {
    expect(head('Content-Type: text/plain\r\n\r\n0000')).toEqual({
      status: 200,
      headers: ['Content-Type', 'text/plain'],
      rest: '0000',
    });
  });

  it('takes status and headers, with either line end', () => {
    expect(head('Status: 404 Not Found\nExpires: Fri, 01 Jan 1980 00:00:00 GMT\n\n')).toEqual({
      status: 404,
      headers: ['Expires', 'Fri, 01 Jan 1980 00:00:00 GMT'],
      rest: '',
    });
  });

  it('is not there before its empty line', () => {
    expect(head('Status: 200 OK\r\nContent-Type: x\r\n')).toBeUndefined();
  });

  it('refuses what is no head', () => {
    expect(() => head('no header at all\n\n')).toThrow(
      'git http-backend sent a line that is no header: no header at all',
    );
    expect(() => head('x'.repeat(70_000))).toThrow('git http-backend sent no head.');
  });
});
