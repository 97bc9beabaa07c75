import { assertNever } from '../../kernel/assert-never.ts';
import type { Log } from '../../kernel/log.ts';
import { parseArn, type Scope } from '../../kernel/scope.ts';
import type { ServerCertificates } from '../ports/server-certificates.ts';
import type { RouterTls } from '../ports/traffic-router.ts';
import * as errors from './errors.ts';
import type { ListenerTls } from './load-balancing-state.ts';
import { DEFAULT_POLICY, securityPolicy } from './security-policies.ts';

/** What a request says of a listener's protocol and TLS; what is absent stays as it is. */
export interface ProtocolChanges {
  protocol?: string | undefined;
  sslPolicy?: string | undefined;
  /** ARNs; a listener has one, its default certificate. */
  certificates?: string[] | undefined;
}

export interface CertificateContext {
  scope: Scope;
  certificates: ServerCertificates;
  log: Log;
}

/**
 * TLS of a listener after the changes; undefined for HTTP. Changing from HTTPS to HTTP drops policy and certificates.
 * Source: ELBv2 API, CreateListener and ModifyListener. Throws its errors.
 */
export function listenerTls(
  context: CertificateContext,
  current: ListenerTls | undefined,
  changes: ProtocolChanges,
): ListenerTls | undefined {
  const protocol = protocolOf(changes.protocol ?? (current ? 'HTTPS' : 'HTTP'));
  const [certificate, ...others] = changes.certificates ?? [];
  if (others.length > 0) throw errors.onlyOneCertificate(others.length + 1);
  switch (protocol) {
    case 'HTTP':
      if (certificate !== undefined)
        throw errors.validationError('A certificate cannot be specified for HTTP listeners');
      if (changes.sslPolicy !== undefined) throw errors.policyWithoutTls();
      return undefined;
    case 'HTTPS': {
      const policy = changes.sslPolicy ?? current?.policy ?? DEFAULT_POLICY;
      if (policy === '') throw errors.validationError('An SSL policy must be specified for HTTPS listeners');
      securityPolicy(policy);
      const chosen = certificate ?? current?.certificate;
      if (chosen === undefined) throw errors.validationError('A certificate must be specified for HTTPS listeners');
      assertCertificate(context, chosen);
      return { policy, certificate: chosen, more: current?.more ?? [] };
    }
    default:
      return assertNever(protocol, 'listener protocol');
  }
}

/** A certificate of another account or region is as unknown as one that does not exist. */
export function assertCertificate({ scope, certificates, log }: CertificateContext, arn: string): void {
  const { account, region } = parseArn(arn) ?? {};
  if (account === scope.account && region === scope.region && certificates.serverCertificate(arn)) return;
  // AWS's answer cannot say what to do here.
  log.warn(
    `The rehearsal has no certificate ${arn} in ${scope.account} and ${scope.region}. One that exists before any stack is declared in the configuration of the rehearsal: "certificates".`,
  );
  throw errors.certificateNotFound(arn);
}

/** The data plane's view. A certificate that is gone, which deletion refuses, is left out. */
export function routerTls(tls: ListenerTls, certificates: ServerCertificates): RouterTls | undefined {
  const { protocols, ciphers } = securityPolicy(tls.policy);
  const [first, ...more] = [...new Set([tls.certificate, ...tls.more])].flatMap((arn) => {
    const found = certificates.serverCertificate(arn);
    return found ? [{ id: arn, ...found }] : [];
  });
  const [minVersion, maxVersion] = [protocols.at(0), protocols.at(-1)];
  if (!first || !minVersion || !maxVersion) return undefined;
  return { minVersion, maxVersion, ciphers, certificates: [first, ...more] };
}

function protocolOf(protocol: string): 'HTTP' | 'HTTPS' {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return protocol;
  throw errors.validationError(`Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
}
