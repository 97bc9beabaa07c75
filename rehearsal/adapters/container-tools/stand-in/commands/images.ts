import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';
import { table } from '../table.ts';

export const images: Command = (args, session) => {
  const options = readOptions('images', args, { options: ['quiet|q', 'no-trunc', 'all|a'], operands: [0, 1] });
  const [wanted] = options.operands;
  const rows = session.images.list().flatMap((image) => {
    const names = image.tags.map((text) => [
      text.slice(0, text.lastIndexOf(':')),
      text.slice(text.lastIndexOf(':') + 1),
    ]);
    const shown = options.has('no-trunc') ? image.id : image.id.slice(7, 19);
    return (names.length > 0 ? names : [['<none>', '<none>']])
      .filter(([name, tag]) => wanted === undefined || wanted === name || wanted === `${name}:${tag}`)
      .map(([name = '', tag = '']) => [name, tag, shown, `${(image.sizeBytes / 1e6).toFixed(1)}MB`]);
  });
  if (options.has('quiet')) for (const id of new Set(rows.map((row) => row[2] ?? ''))) session.print(id);
  else for (const line of table([['REPOSITORY', 'TAG', 'IMAGE ID', 'SIZE'], ...rows])) session.print(line);
};
