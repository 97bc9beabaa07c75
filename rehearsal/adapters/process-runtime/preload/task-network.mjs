// Gives a container's process the network of its task. Loaded with --import before the image's own code.
// - What listens on a port listens on a free loopback port instead, and tells the engine over IPC which one.
// - What connects to a loopback port that a container of the task listens on reaches it; any other loopback port refuses,
//   whatever listens there on this machine, save those of the rehearsal itself (its AWS endpoint, its proxy).
// - Everything else is left alone. The process ends when the engine does.
import net from 'node:net';
import { isMainThread } from 'node:worker_threads';

const REFUSING_PORT = 1; // tcpmux: nothing listens there, so a connection is refused as it would be in the task
const settings = JSON.parse(process.env.REHEARSAL_TASK_NETWORK ?? 'null');
if (isMainThread) {
  delete process.env.REHEARSAL_TASK_NETWORK;
  delete process.env.REHEARSAL_FAULT_OPTIONS;
}
// A worker thread inherits --import but has no channel to the engine: there only listening is refused, by name.
if (isMainThread && settings && process.send) start(settings);
else if (!isMainThread) refuseListeningInWorkers();

function start({ addresses, ports: known, hostPorts, processOne }) {
  const send = process.send.bind(process);
  /** containerPort → real port */
  const ports = new Map(known);
  const own = new Set();
  const host = new Set(hostPorts);
  const loopback = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', ...addresses]);

  process.on('message', (message) => {
    for (const [containerPort, port] of message.ports ?? []) ports.set(containerPort, port);
  });
  process.on('disconnect', () => process.exit(1));
  // The channel is the engine's: it neither keeps the process alive nor shows itself to the image's code.
  process.channel.unref();
  process.send = undefined;
  process.disconnect = undefined;
  // Process 1 of a container ignores signals it has no handler for. Source: kill(2), notes on init.
  if (processOne) for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});

  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...args) {
    const wanted = portOf(args[0]);
    if (wanted === undefined) return listen.apply(this, args);
    const options = typeof args[0] === 'object' ? { ...args[0] } : {};
    const callback = args.findLast((arg) => typeof arg === 'function');
    if (wanted !== 0 && own.has(wanted)) {
      process.nextTick(() => this.emit('error', inUse(wanted)));
      return this;
    }
    // A port of the process's own choice is as real as the process sees it.
    if (wanted === 0) this.prependOnceListener('listening', () => host.add(address.call(this).port));
    else {
      own.add(wanted);
      this.prependOnceListener('listening', () => {
        const { port } = address.call(this);
        this.address = () => ({ ...address.call(this), port: wanted });
        ports.set(wanted, port);
        send({ listening: wanted, port });
      });
      this.once('close', () => own.delete(wanted));
    }
    delete options.ipv6Only;
    return listen.call(this, { ...options, port: 0, host: '127.0.0.1' }, ...(callback ? [callback] : []));
  };
  const address = net.Server.prototype.address;

  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    // net.connect hands over its already normalized arguments as one array.
    const inner = Array.isArray(args[0]) ? args[0] : args;
    const options = optionsOf(inner);
    if (options === undefined || !loopback.has(options.host ?? 'localhost')) return connect.apply(this, args);
    const containerPort = Number(options.port);
    if (!ports.has(containerPort) && host.has(containerPort)) return connect.apply(this, args);
    const target = { ...options, host: '127.0.0.1', port: ports.get(containerPort) ?? REFUSING_PORT };
    delete target.lookup;
    const callback = inner.findLast((arg) => typeof arg === 'function');
    return connect.call(this, target, ...(callback ? [callback] : []));
  };
}

/** The TCP port that listen() was asked for; undefined for sockets by path, handles and descriptors. */
function portOf(first) {
  if (first === undefined || first === null) return 0;
  if (typeof first === 'number') return first;
  if (typeof first === 'string') return /^\d+$/.test(first) ? Number(first) : undefined;
  if (typeof first === 'function') return 0;
  if (typeof first !== 'object' || isGiven(first.path) || first.fd !== undefined || first._handle) return undefined;
  return first.port === undefined ? undefined : Number(first.port);
}

/** connect(options), connect(port, host); undefined for connect(path). */
function optionsOf([first, second]) {
  if (typeof first === 'object' && first !== null) return isGiven(first.path) ? undefined : first;
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    return { port: Number(first), ...(typeof second === 'string' && { host: second }) };
  }
  return undefined;
}

/** `node:http` gives sockets a path of null where it means none. */
const isGiven = (path) => path !== undefined && path !== null;

function inUse(port) {
  return Object.assign(new Error(`listen EADDRINUSE: address already in use 0.0.0.0:${port}`), {
    code: 'EADDRINUSE',
    errno: -98,
    syscall: 'listen',
    address: '0.0.0.0',
    port,
  });
}

function refuseListeningInWorkers() {
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...args) {
    if (portOf(args[0]))
      throw new Error('The rehearsal cannot map a port that a worker thread listens on; listen in the main thread.');
    return listen.apply(this, args);
  };
}
