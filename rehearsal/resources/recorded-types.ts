import { createHash } from 'node:crypto';
import { dashboardProblems } from '../domain/dashboard/dashboard-problems.ts';
import type { RecordedType, ResourceContext } from '../runtime/ports/resource-provider.ts';

/** Types that templates name and refer to, and that nothing here has to run. Network parts are in recorded-network.ts. */
export const recordedTypes: RecordedType[] = [
  {
    type: 'AWS::CDK::Metadata',
    reason: 'It tells AWS which constructs a template was made of; nothing depends on it.',
    describe: (_properties, context) => ({ physicalId: hash(context, 8), attributes: {} }),
  },
  {
    type: 'AWS::IAM::OIDCProvider',
    reason: 'No web identity takes on a role here: STS answers AssumeRole only.',
    describe: ({ Url }, { scope }) => {
      const provider = `arn:aws:iam::${scope.account}:oidc-provider/${String(Url).replace(/^https:\/\//, '')}`;
      return { physicalId: provider, attributes: { Arn: provider } };
    },
  },
  {
    type: 'AWS::KMS::Key',
    reason: 'Nothing is encrypted at rest here, so no key is used; its policy is not evaluated.',
    describe: (_properties, context) => {
      const id = uuid(context);
      return { physicalId: id, attributes: { Arn: arn(context, 'kms', `key/${id}`), KeyId: id } };
    },
  },
  {
    type: 'AWS::KMS::Alias',
    reason: 'Keys are recorded, so are their aliases.',
    describe: ({ AliasName }) => ({ physicalId: String(AliasName), attributes: {} }),
  },
  {
    type: 'AWS::Chatbot::SlackChannelConfiguration',
    reason: 'Nothing leaves the machine: what its topics publish is in logs/notifications.ndjson, not in a channel.',
    describe: ({ ConfigurationName }, { scope }) => {
      const chat = `arn:aws:chatbot::${scope.account}:chat-configuration/slack-channel/${String(ConfigurationName)}`;
      return { physicalId: chat, attributes: { Arn: chat } };
    },
  },
  {
    type: 'AWS::WAFv2::WebACL',
    reason: 'The load balancer does not inspect requests as WAF does.',
    describe: ({ Name, Scope }, context) => {
      const [name, id] = [typeof Name === 'string' ? Name : `${context.logicalId}-${hash(context, 12)}`, uuid(context)];
      const scope = Scope === 'CLOUDFRONT' ? 'global' : 'regional';
      return {
        physicalId: `${name}|${id}|${String(Scope)}`,
        attributes: {
          Arn: arn(context, 'wafv2', `${scope}/webacl/${name}/${id}`),
          Id: id,
          LabelNamespace: `awswaf:${context.scope.account}:webacl:${name}:`,
          Capacity: 0,
        },
      };
    },
  },
  {
    type: 'AWS::WAFv2::WebACLAssociation',
    reason: 'Web ACLs are recorded, so are their associations.',
    describe: ({ ResourceArn, WebACLArn }) => ({
      physicalId: `${String(WebACLArn)}|${String(ResourceArn)}`,
      attributes: {},
    }),
  },
  {
    type: 'AWS::WAFv2::LoggingConfiguration',
    reason: 'Web ACLs are recorded and block nothing, so there is nothing to log.',
    describe: ({ ResourceArn }) => ({
      physicalId: String(ResourceArn),
      attributes: { ManagedByFirewallManager: false },
    }),
  },
  {
    type: 'AWS::Route53::HostedZone',
    reason: 'Names are not published: the egress proxy knows those that lead to load balancers, whatever their zone.',
    describe: (_properties, context) => {
      const id = `Z${hash(context, 20).toUpperCase()}`;
      return {
        physicalId: id,
        attributes: { Id: id, NameServers: [1, 2, 3, 4].map((n) => `ns-${n}.awsdns-0${n}.example`) },
      };
    },
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    reason: 'There is no console to show it in; its body is checked.',
    describe: ({ DashboardName, DashboardBody }, context) => {
      const problems = dashboardProblems(String(DashboardBody)).map(({ path, message }) => `${path}: ${message}`);
      if (problems.length > 0) throw new Error(`The dashboard body is invalid. ${problems.join(' ')}`);
      return {
        physicalId: typeof DashboardName === 'string' ? DashboardName : `${context.logicalId}-${hash(context, 12)}`,
        attributes: {},
      };
    },
  },
];

const arn = ({ scope }: ResourceContext, service: string, resource: string): string =>
  `arn:aws:${service}:${scope.region}:${scope.account}:${resource}`;

/** The same resource of the same stack has the same id, however often it is described. */
const hash = ({ stackId, logicalId }: ResourceContext, length: number): string =>
  createHash('sha256').update(`${stackId}/${logicalId}`).digest('hex').slice(0, length);

function uuid(context: ResourceContext): string {
  const h = hash(context, 32);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
}
