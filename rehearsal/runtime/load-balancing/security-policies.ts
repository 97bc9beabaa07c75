import type { TlsVersion } from '../ports/traffic-router.ts';
import { notRehearsed, sslPolicyNotFound } from './errors.ts';

export interface SecurityPolicy {
  name: string;
  /** The oldest first. */
  protocols: TlsVersion[];
  /** OpenSSL's names in the order of the server's preference. */
  ciphers: string[];
}

/** What a listener has that names none. Source: ALB guide, "Security policies": all methods but the console. */
export const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';

type Suite = 'tls13' | 'gcm' | 'cbc-sha2' | 'cbc-sha1' | 'rsa-sha2' | 'rsa-sha1' | '3des';

/** Every policy takes a selection of these, in this order. */
const CIPHERS: [name: string, suite: Suite][] = [
  ['TLS_AES_128_GCM_SHA256', 'tls13'],
  ['TLS_AES_256_GCM_SHA384', 'tls13'],
  ['TLS_CHACHA20_POLY1305_SHA256', 'tls13'],
  ['ECDHE-ECDSA-AES128-GCM-SHA256', 'gcm'],
  ['ECDHE-RSA-AES128-GCM-SHA256', 'gcm'],
  ['ECDHE-ECDSA-AES128-SHA256', 'cbc-sha2'],
  ['ECDHE-RSA-AES128-SHA256', 'cbc-sha2'],
  ['ECDHE-ECDSA-AES128-SHA', 'cbc-sha1'],
  ['ECDHE-RSA-AES128-SHA', 'cbc-sha1'],
  ['ECDHE-ECDSA-AES256-GCM-SHA384', 'gcm'],
  ['ECDHE-RSA-AES256-GCM-SHA384', 'gcm'],
  ['ECDHE-ECDSA-AES256-SHA384', 'cbc-sha2'],
  ['ECDHE-RSA-AES256-SHA384', 'cbc-sha2'],
  ['ECDHE-RSA-AES256-SHA', 'cbc-sha1'],
  ['ECDHE-ECDSA-AES256-SHA', 'cbc-sha1'],
  ['AES128-GCM-SHA256', 'rsa-sha2'],
  ['AES128-SHA256', 'rsa-sha2'],
  ['AES128-SHA', 'rsa-sha1'],
  ['AES256-GCM-SHA384', 'rsa-sha2'],
  ['AES256-SHA256', 'rsa-sha2'],
  ['AES256-SHA', 'rsa-sha1'],
  ['DES-CBC3-SHA', '3des'],
];

const FROM_1_0: TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2'];
const FROM_1_1: TlsVersion[] = ['TLSv1.1', 'TLSv1.2'];
const ONLY_1_2: TlsVersion[] = ['TLSv1.2'];
const FORWARD_SECRET: Suite[] = ['gcm', 'cbc-sha2', 'cbc-sha1'];
const OLD: Suite[] = [...FORWARD_SECRET, 'rsa-sha2', 'rsa-sha1'];

/** Source: ALB guide, "Security policies for your Application Load Balancer": protocols and ciphers by policy; answers of DescribeSSLPolicies. */
const POLICIES: Record<string, [protocols: TlsVersion[], suites: Suite[]]> = {
  'ELBSecurityPolicy-2016-08': [FROM_1_0, OLD],
  'ELBSecurityPolicy-TLS13-1-3-2021-06': [['TLSv1.3'], ['tls13']],
  'ELBSecurityPolicy-TLS13-1-2-Res-2021-06': [
    [...ONLY_1_2, 'TLSv1.3'],
    ['tls13', 'gcm'],
  ],
  'ELBSecurityPolicy-TLS13-1-2-2021-06': [
    [...ONLY_1_2, 'TLSv1.3'],
    ['tls13', 'gcm', 'cbc-sha2'],
  ],
  'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06': [
    [...ONLY_1_2, 'TLSv1.3'],
    ['tls13', 'gcm', 'cbc-sha2', 'rsa-sha2'],
  ],
  'ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06': [
    [...ONLY_1_2, 'TLSv1.3'],
    ['tls13', ...OLD],
  ],
  'ELBSecurityPolicy-TLS13-1-1-2021-06': [
    [...FROM_1_1, 'TLSv1.3'],
    ['tls13', ...OLD],
  ],
  'ELBSecurityPolicy-TLS13-1-0-2021-06': [
    [...FROM_1_0, 'TLSv1.3'],
    ['tls13', ...OLD],
  ],
  'ELBSecurityPolicy-FS-1-2-Res-2020-10': [ONLY_1_2, ['gcm']],
  'ELBSecurityPolicy-FS-1-2-Res-2019-08': [ONLY_1_2, ['gcm', 'cbc-sha2']],
  'ELBSecurityPolicy-FS-1-2-2019-08': [ONLY_1_2, FORWARD_SECRET],
  'ELBSecurityPolicy-FS-1-1-2019-08': [FROM_1_1, FORWARD_SECRET],
  'ELBSecurityPolicy-FS-2018-06': [FROM_1_0, FORWARD_SECRET],
  'ELBSecurityPolicy-TLS-1-2-2017-01': [ONLY_1_2, ['gcm', 'cbc-sha2', 'rsa-sha2']],
  'ELBSecurityPolicy-TLS-1-2-Ext-2018-06': [ONLY_1_2, OLD],
  'ELBSecurityPolicy-TLS-1-1-2017-01': [FROM_1_1, OLD],
  'ELBSecurityPolicy-TLS-1-0-2015-04': [FROM_1_0, [...OLD, '3des']],
  'ELBSecurityPolicy-2015-05': [FROM_1_0, OLD],
};

/** Policies that AWS has besides: their modules and key exchanges are not those of the OpenSSL that runs here. */
const NOT_HERE = /^ELBSecurityPolicy-TLS13-1-\d-[\w-]*(FIPS|PQ|RFC9151)[\w-]*$/;

export const securityPolicies = (): SecurityPolicy[] => Object.keys(POLICIES).map(securityPolicy);

/** Throws SSLPolicyNotFound, and the rehearsal's own error for a policy that AWS has and it cannot honour. */
export function securityPolicy(name: string): SecurityPolicy {
  const policy = POLICIES[name];
  if (policy === undefined) {
    if (NOT_HERE.test(name)) throw notRehearsed(`the security policy ${name}`);
    throw sslPolicyNotFound(name);
  }
  const [protocols, suites] = policy;
  return { name, protocols, ciphers: CIPHERS.filter(([, suite]) => suites.includes(suite)).map(([cipher]) => cipher) };
}
