import { createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { RouterTls, TlsFacts } from '../runtime/ports/traffic-router.ts';
import { certificateFor } from './certificate-choice.ts';

/** What a listener offers in handshakes, and what each of its connections agreed on. */
export class TlsSessions {
  #config: RouterTls;
  #fingerprint: string;
  #contexts = new Map<string, SecureContext>();
  readonly #facts = new WeakMap<object, TlsFacts>();

  constructor(config: RouterTls) {
    this.#config = config;
    this.#fingerprint = JSON.stringify(config);
  }

  /** Whether it is another offer than before. */
  configure(config: RouterTls): boolean {
    const fingerprint = JSON.stringify(config);
    if (fingerprint === this.#fingerprint) return false;
    this.#config = config;
    this.#fingerprint = fingerprint;
    this.#contexts = new Map();
    return true;
  }

  /** For servers: protocols, ciphers, and the default certificate. */
  options(certificate = this.#config.certificates[0]): SecureContextOptions {
    const { minVersion, maxVersion, ciphers } = this.#config;
    return {
      key: certificate.key,
      cert: certificate.certificate,
      minVersion,
      maxVersion,
      // OpenSSL 3 leaves the oldest protocols out at its usual security level.
      ciphers: [...ciphers, ...(minVersion < 'TLSv1.2' ? ['@SECLEVEL=0'] : [])].join(':'),
      honorCipherOrder: true,
    };
  }

  /** The context of the certificate for a server name; undefined stands for the default one. */
  contextFor(serverName: string): SecureContext | undefined {
    const certificate = certificateFor(this.#config.certificates, serverName);
    if (certificate === undefined || certificate === this.#config.certificates[0]) return undefined;
    let context = this.#contexts.get(certificate.id);
    if (context === undefined) {
      context = createSecureContext(this.options(certificate));
      this.#contexts.set(certificate.id, context);
    }
    return context;
  }

  /** Once a connection: later its cipher would be asked for with every request. */
  agreed(socket: TLSSocket): void {
    const serverName = typeof socket.servername === 'string' ? socket.servername : undefined;
    const named = serverName === undefined ? undefined : certificateFor(this.#config.certificates, serverName);
    this.#facts.set(socket, {
      protocol: socket.getProtocol() ?? '-',
      cipher: socket.getCipher().name,
      ...(serverName !== undefined && named && { serverName }),
      ...(!socket.isSessionReused() && { certificate: (named ?? this.#config.certificates[0]).id }),
    });
  }

  of(socket: object): TlsFacts | undefined {
    return this.#facts.get(socket);
  }
}
