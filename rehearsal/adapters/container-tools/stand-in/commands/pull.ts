import { parseReference, textOf } from '../../references.ts';
import { DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import { pullImage } from '../pull-image.ts';
import type { Command } from '../session.ts';

export const pull: Command = async (args, session) => {
  const options = readOptions('pull', args, { options: ['quiet|q'], operands: [1, 1] });
  const reference = parseReference(options.operands[0] ?? '');
  if (!reference) throw new DockerFailure('invalid reference format');
  const say = options.has('quiet') ? () => {} : session.print;
  const { image, isNew } = await pullImage(session, reference, say);
  say(`Digest: ${image.digest}`);
  say(`Status: ${isNew ? 'Downloaded newer image' : 'Image is up to date'} for ${textOf(reference)}`);
  session.print(textOf(reference));
};
