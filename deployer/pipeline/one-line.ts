import { stripVTControlCharacters } from 'node:util';

/** A text of several lines as one. */
export const oneLine = (text: string): string =>
  withoutEscapes(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();

/** Without what a terminal would obey: logs, commits and comments are other people's text. */
export const withoutEscapes = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/(?![\t\n])\p{Cc}/gu, '');
