import { containerFacts } from '../inspect-container.ts';
import { imageFacts } from '../inspect-image.ts';
import { readOptions } from '../options.ts';
import type { Command, Session } from '../session.ts';
import { format } from '../template.ts';

/** Containers first, then images, as docker looks. */
export const inspect: Command = (args, session) =>
  show('inspect', args, session, (name) => containerNamed(session, name) ?? imageNamed(session, name));

export const inspectContainers: Command = (args, session) =>
  show('container inspect', args, session, (name) => containerNamed(session, name));

export const inspectImages: Command = (args, session) =>
  show('image inspect', args, session, (name) => imageNamed(session, name));

function containerNamed({ containers, images }: Session, name: string): unknown {
  const container = containers.find(name);
  return container && containerFacts(container, images.list());
}

function imageNamed({ images }: Session, name: string): unknown {
  const image = images.find(name);
  return image && imageFacts(image);
}

/** What is found is shown, and the rest said: then the status is 1. */
function show(command: string, args: string[], { print, report }: Session, find: (name: string) => unknown): number {
  const options = readOptions(command, args, { options: ['format|f='], operands: [1, Infinity] });
  const template = options.value('format');
  const found = options.operands.flatMap((name) => find(name) ?? []);
  if (template === undefined) print(JSON.stringify(found, null, 4));
  else for (const facts of found) print(format(template, facts));
  const missing = options.operands.filter((name) => find(name) === undefined);
  for (const name of missing) report(`Error: No such ${whatOf(command)}: ${name}`);
  return missing.length > 0 ? 1 : 0;
}

const whatOf = (command: string) => (command === 'inspect' ? 'object' : (command.split(' ')[0] ?? ''));
