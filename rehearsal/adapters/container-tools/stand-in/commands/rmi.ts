import { parseReference, textOf } from '../../references.ts';
import { daemonError } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

/** Names go; an image goes with its last name, or by its id when it has one name at most (or with --force). */
export const rmi: Command = (args, { containers, images, print }) => {
  const options = readOptions('rmi', args, { options: ['force|f'], operands: [1, Infinity] });
  for (const text of options.operands) {
    const image = images.get(text);
    const user = containers.list().find(({ record }) => record.imageDigest === image.digest);
    const reference = parseReference(text);
    const isName = reference !== undefined && image.tags.includes(textOf(reference));
    const goes = !isName || image.tags.length === 1;
    if (goes && user && !options.has('force'))
      throw daemonError(
        `conflict: unable to remove repository reference "${text}" (must force) - container ${user.record.id.slice(0, 12)} is using its referenced image ${image.id.slice(7, 19)}`,
      );
    if (!isName && image.tags.length > 1 && !options.has('force'))
      throw daemonError(
        `conflict: unable to delete ${image.id.slice(7, 19)} (must be forced) - image is referenced in multiple repositories`,
      );
    for (const tag of isName ? [textOf(reference)] : image.tags) print(`Untagged: ${tag}`);
    if (isName) images.untag(reference, image.digest);
    else images.forget(image.digest);
    if (goes) print(`Deleted: ${image.id}`);
  }
};
