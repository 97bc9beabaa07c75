import { pipelineErrors } from '../../runtime/pipelines/errors.ts';

/** Only the way into a stage can be closed here. */
export function refuseOutbound(transitionType: string): void {
  if (transitionType !== 'Inbound')
    throw pipelineErrors.validation(`The rehearsal does not implement the transition type ${transitionType}.`);
}
