import * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../runtime/load-balancing/load-balancing.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { addListenerCertificates } from './operations/add-listener-certificates.ts';
import { addTags } from './operations/add-tags.ts';
import { createListener } from './operations/create-listener.ts';
import { createLoadBalancer } from './operations/create-load-balancer.ts';
import { createRule } from './operations/create-rule.ts';
import { createTargetGroup } from './operations/create-target-group.ts';
import { deleteListener } from './operations/delete-listener.ts';
import { deleteLoadBalancer } from './operations/delete-load-balancer.ts';
import { deleteRule } from './operations/delete-rule.ts';
import { deleteTargetGroup } from './operations/delete-target-group.ts';
import { deregisterTargets } from './operations/deregister-targets.ts';
import { describeListenerCertificates } from './operations/describe-listener-certificates.ts';
import { describeListeners } from './operations/describe-listeners.ts';
import { describeLoadBalancerAttributes } from './operations/describe-load-balancer-attributes.ts';
import { describeLoadBalancers } from './operations/describe-load-balancers.ts';
import { describeRules } from './operations/describe-rules.ts';
import { describeSslPolicies } from './operations/describe-ssl-policies.ts';
import { describeTags } from './operations/describe-tags.ts';
import { describeTargetGroupAttributes } from './operations/describe-target-group-attributes.ts';
import { describeTargetGroups } from './operations/describe-target-groups.ts';
import { describeTargetHealth } from './operations/describe-target-health.ts';
import { modifyListener } from './operations/modify-listener.ts';
import { modifyLoadBalancerAttributes } from './operations/modify-load-balancer-attributes.ts';
import { modifyRule } from './operations/modify-rule.ts';
import { modifyTargetGroup } from './operations/modify-target-group.ts';
import { modifyTargetGroupAttributes } from './operations/modify-target-group-attributes.ts';
import { registerTargets } from './operations/register-targets.ts';
import { removeListenerCertificates } from './operations/remove-listener-certificates.ts';
import { removeTags } from './operations/remove-tags.ts';
import { setSecurityGroups } from './operations/set-security-groups.ts';
import { setSubnets } from './operations/set-subnets.ts';

/** ELBv2 for Application Load Balancers. */
export function elasticLoadBalancingV2Api(deps: { loadBalancing: LoadBalancing }): ServiceTable {
  const { loadBalancing } = deps;
  return {
    name: 'elastic-load-balancing-v2',
    client,
    gaps: [
      'Application Load Balancers only; network and gateway load balancers are refused.',
      'HTTPS listeners speak HTTP/1.1 only: HTTP/2 is not offered to clients, whatever routing.http2.enabled says; gRPC is refused. Target groups speak HTTP.',
      'Security policies with FIPS, PQ or RFC9151 in their names are refused: the OpenSSL under the data plane is another module; the groups of the key exchange are its defaults under every policy.',
      'Certificates of listeners are those of ACM; certificates of IAM do not exist. Among several that fit a server name alike, the first is presented.',
      'A request in clear to an HTTPS listener ends its connection; ALB answers it with 400. A listener that changes between HTTP and HTTPS is another local port.',
      'Names in front of load balancers are record sets of stacks with simple routing; TTLs and health evaluation have no effect, an alias is not checked to lie in the zone it names, and Route 53 itself has no API.',
      'Unverified: the texts of SSLPolicyNotFound, TooManyCertificates beyond the quota, and of what is refused about the default certificate or without TLS.',
      'Targets of type ip and lambda only; instance and alb are refused.',
      "Unverified, of functions as targets: the status of failures other than those the guide names (502 stands for all but too large requests), how much of an incomplete response is accepted (only statusCode is required here), the content type of a response without one (application/octet-stream), the states and texts of registration errors other than a missing permission, which attributes a group has, and DescribeTargetHealth's description of disabled health checks.",
      "Requests to functions that are not valid UTF-8 answer 502 (LambdaBadRequest); LambdaTargetProcessedBytes counts bodies, without headers and without a chunked request's body.",
      'Stickiness, slow start, least outstanding requests, weighted random and anomaly mitigation are refused when switched on.',
      'A health check port other than the traffic port is refused.',
      'Authentication actions, transforms, and the conditions query-string and source-ip are refused.',
      'Mutual authentication, trust stores, capacity reservations, resource policies and zonal shift are not implemented.',
      'Results come in one page: PageSize and Marker are ignored.',
      'CreateLoadBalancer and CreateTargetGroup are not idempotent: the same name is refused even with the same settings.',
      'Load balancers are active at once; `provisioning` is not shown.',
      'SetIpAddressType and SetRulePriorities are not implemented; SetSubnets takes subnets, not mappings.',
      'Access logs are written by the rehearsal itself; the attributes access_logs.s3.* are remembered only.',
      'Metrics: requests, codes, response times, connection errors and host counts; connections, bytes, LCUs, rule evaluations, fixed responses and redirects are not counted.',
      'Zones do not exist: cross-zone settings and metrics by AvailabilityZone are not made, and there is one node.',
      'The idle time-out does not watch a client that stops in the middle of its request body (408).',
      'client_keep_alive.seconds is not enforced.',
      'Unverified: targets that were never checked get requests when their group has no healthy target.',
      'Unverified: a forward action whose weights are all 0 answers 503.',
    ],
    operations: {
      AddListenerCertificates: addListenerCertificates(loadBalancing),
      AddTags: addTags(loadBalancing),
      CreateListener: createListener(loadBalancing),
      CreateLoadBalancer: createLoadBalancer(loadBalancing),
      CreateRule: createRule(loadBalancing),
      CreateTargetGroup: createTargetGroup(loadBalancing),
      DeleteListener: deleteListener(loadBalancing),
      DeleteLoadBalancer: deleteLoadBalancer(loadBalancing),
      DeleteRule: deleteRule(loadBalancing),
      DeleteTargetGroup: deleteTargetGroup(loadBalancing),
      DeregisterTargets: deregisterTargets(loadBalancing),
      DescribeListenerCertificates: describeListenerCertificates(loadBalancing),
      DescribeListeners: describeListeners(loadBalancing),
      DescribeLoadBalancerAttributes: describeLoadBalancerAttributes(loadBalancing),
      DescribeLoadBalancers: describeLoadBalancers(loadBalancing),
      DescribeRules: describeRules(loadBalancing),
      DescribeSSLPolicies: describeSslPolicies(),
      DescribeTags: describeTags(loadBalancing),
      DescribeTargetGroupAttributes: describeTargetGroupAttributes(loadBalancing),
      DescribeTargetGroups: describeTargetGroups(loadBalancing),
      DescribeTargetHealth: describeTargetHealth(loadBalancing),
      ModifyListener: modifyListener(loadBalancing),
      ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes(loadBalancing),
      ModifyRule: modifyRule(loadBalancing),
      ModifyTargetGroup: modifyTargetGroup(loadBalancing),
      ModifyTargetGroupAttributes: modifyTargetGroupAttributes(loadBalancing),
      RegisterTargets: registerTargets(loadBalancing),
      RemoveListenerCertificates: removeListenerCertificates(loadBalancing),
      RemoveTags: removeTags(loadBalancing),
      SetSecurityGroups: setSecurityGroups(loadBalancing),
      SetSubnets: setSubnets(loadBalancing),
    },
  };
}
