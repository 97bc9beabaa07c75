// A share of the requests is answered with an error before the image's code sees them.
// Options: share (0–1), status (500), delayMs (0), and those of requestFilter.
import { faultOptions, interceptRequests, requestFilter } from './fault-options.mjs';

const options = faultOptions('http-errors');
if (options) {
  const { share, status = 500, delayMs = 0 } = options;
  if (!(share >= 0 && share <= 1)) throw new Error(`http-errors: the share must be between 0 and 1, not ${share}.`);
  const touches = requestFilter(options);
  interceptRequests((request, response, pass) => {
    if (!touches(request) || Math.random() >= share) {
      pass();
      return;
    }
    request.resume();
    const answer = () => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ statusCode: status, message: 'Injected fault' }));
    };
    if (delayMs > 0) setTimeout(answer, delayMs);
    else answer();
  });
}
