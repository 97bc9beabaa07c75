// An engine in a process of its own, to be killed. It goes on from what is in its state directory, the first argument; the
// second is a git repository that it serves, if any. Tells its endpoint; asked with a listener's ARN, it tells the listener's
// local port; asked to save, it tells when that is done.
import { readProductConfig } from '../../../rehearsal/adapters/product/product-config.ts';
import { openStateDirectory } from '../../../rehearsal/adapters/state/state-directory.ts';
import { startEngine } from '../../../rehearsal/engine.ts';
import { TEST_SCOPE } from './gateway.ts';

const [, , directory = '', repository] = process.argv;
const errors: string[] = [];
const engine = await startEngine({
  product: readProductConfig('rehearsal.config.json'),
  speed: 60,
  port: 0,
  state: openStateDirectory(directory, { fresh: false }),
  resume: true,
  defaultAccount: TEST_SCOPE.account,
  ...(repository !== undefined && { git: { repositories: [repository], port: 0 } }),
  alert: (level, message) => void (level === 'error' && errors.push(message)),
});
process.on('message', (request: { save: true } | { listenerArn: string }) => {
  if ('save' in request) void engine.save().then(() => process.send?.({ saved: true }));
  else process.send?.({ localPort: engine.world.loadBalancing.listeners.localPort(request.listenerArn), errors });
});
process.send?.({ endpoint: engine.endpoint, gitUrl: repository && engine.git?.url(repository) });
