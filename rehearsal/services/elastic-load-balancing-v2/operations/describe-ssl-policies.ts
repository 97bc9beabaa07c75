import type {
  DescribeSSLPoliciesCommandInput,
  DescribeSSLPoliciesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { securityPolicies, securityPolicy } from '../../../runtime/load-balancing/security-policies.ts';
import type { Handler } from '../../../wire/service-table.ts';

type Operation = Handler<DescribeSSLPoliciesCommandInput, Omit<DescribeSSLPoliciesCommandOutput, '$metadata'>>;

export const describeSslPolicies = (): Operation => (input) => {
  const policies = input.Names?.length ? input.Names.map(securityPolicy) : securityPolicies();
  return {
    SslPolicies: policies.map(({ name, protocols, ciphers }) => ({
      Name: name,
      SslProtocols: protocols,
      Ciphers: ciphers.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
      SupportedLoadBalancerTypes: ['application', 'network'],
    })),
  };
};
