// A share of the requests waits before the image's code sees them. Bodies wait, too: the stream is paused until read.
// Options: delayMs, jitterMs (0, added evenly up to it), share (1), and those of requestFilter.
import { faultOptions, interceptRequests, requestFilter } from './fault-options.mjs';

const options = faultOptions('latency');
if (options) {
  const { delayMs, jitterMs = 0, share = 1 } = options;
  if (!(delayMs >= 0)) throw new Error(`latency: delayMs must be a number of milliseconds, not ${delayMs}.`);
  const touches = requestFilter(options);
  interceptRequests((request, response, pass) => {
    if (touches(request) && Math.random() < share) setTimeout(() => pass(), delayMs + Math.random() * jitterMs);
    else pass();
  });
}
