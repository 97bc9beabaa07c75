import { notRehearsed } from '../../../runtime/scaling/errors.ts';

/** Refused by name, rather than accepted and never run. */
export const putScheduledAction = (): never => {
  throw notRehearsed('scheduled actions');
};
