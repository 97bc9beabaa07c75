import { routerThread } from '../../rehearsal/dataplane/router-thread.ts';

// The rehearsal's router with everything on: two weighted groups, health checks, metrics and access records.
const router = routerThread();
const healthCheck = {
  path: '/',
  matcher: [[200, 200]] as [number, number][],
  intervalMs: 1000,
  timeoutMs: 500,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
};
const ports = process.argv.slice(2).map(Number);
let records = 0;
router.requests.subscribe((batch) => (records += batch.length));
await router.apply({
  listeners: [
    {
      id: 'listener',
      balancer: 'balancer',
      port: 80,
      idleTimeoutMs: 60_000,
      dropInvalidHeaders: true,
      rules: [
        {
          id: 'default',
          conditions: [],
          action: { type: 'forward', groups: ports.map((port) => ({ group: `${port}`, weight: 50 })) },
        },
      ],
    },
  ],
  groups: ports.map((port) => ({
    id: `${port}`,
    name: `${port}`,
    healthCheck,
    targets: [{ id: `10.0.0.1:${port}`, registration: 1, endpoint: { host: '127.0.0.1', port }, draining: false }],
  })),
});
process.send?.({ port: router.localPort('listener') });
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), records }));
process.on('disconnect', () => process.exit());
