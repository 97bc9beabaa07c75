import { parseReference } from '../../references.ts';
import { DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

export const tag: Command = (args, { images }) => {
  const [source = '', target = ''] = readOptions('tag', args, { options: [], operands: [2, 2] }).operands;
  const reference = parseReference(target);
  if (!reference || reference.digest)
    throw new DockerFailure(
      `Error parsing reference: "${target}" is not a valid repository/tag: invalid reference format`,
    );
  images.tag(reference, images.get(source).digest);
};
