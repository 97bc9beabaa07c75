// The process ends by itself. Options: requests (how many it still answers) or ms (after its start), exitCode (1), and those
// of requestFilter for what counts as a request.
import { faultOptions, interceptRequests, requestFilter } from './fault-options.mjs';

const options = faultOptions('crash-after');
if (options) {
  const { requests, ms, exitCode = 1 } = options;
  if (requests === undefined && ms === undefined) throw new Error('crash-after: needs requests or ms.');
  if (ms !== undefined) setTimeout(() => process.exit(exitCode), ms).unref();
  if (requests !== undefined) {
    const counts = requestFilter(options);
    let left = requests;
    interceptRequests((request, response, pass) => {
      if (counts(request) && left-- <= 0) process.exit(exitCode);
      pass();
    });
  }
}
