import { baseImages } from '../../infra/config/base-images.ts';
import { isPlaceholder } from '../../infra/config/placeholder-account.ts';
import type { Configuration } from '../../infra/config/schema.ts';

/** One line for each value that synthesizes and rehearses and can never be deployed: where it stands, and what to write. */
export function placeholders({ tools, environments }: Configuration, dockerfile: string): string[] {
  const { account, source, notifications } = tools;
  return [
    ...accounts('tools.account', account),
    ...line(
      /:connection\/0{8}-/.test(source.connectionArn),
      'tools.source.connectionArn',
      source.connectionArn,
      CONNECTION,
    ),
    ...line(
      source.repository.startsWith('example/'),
      'tools.source.repository',
      source.repository,
      "write 'owner/repository'",
    ),
    ...emails('tools.notifications.emails', notifications.emails),
    ...environments.flatMap((environment, index) => {
      const path = `environments.${index} (${environment.name})`;
      const { domain } = environment;
      return [
        ...accounts(`${path}.account`, environment.account),
        ...(domain === 'none'
          ? []
          : [
              ...line(isExample(domain.name), `${path}.domain.name`, domain.name, 'write a name that is yours'),
              ...line(isExample(domain.zone.name), `${path}.domain.zone.name`, domain.zone.name, 'write your zone'),
              ...line(
                /^Z0+$/.test(domain.zone.id),
                `${path}.domain.zone.id`,
                domain.zone.id,
                "write the hosted zone's id",
              ),
            ]),
        ...emails(`${path}.notifications.emails`, environment.notifications.emails),
      ];
    }),
    ...baseImages(dockerfile)
      .filter(({ digest }) => digest === undefined)
      .map(
        ({ line: number, written }) => `Dockerfile line ${number}: ${written} is no digest: run "npm run base-images"`,
      ),
  ];
}

const CONNECTION = 'make one in the console (Developer Tools, Settings, Connections) and write its ARN';

const accounts = (path: string, account: string) =>
  line(isPlaceholder(account), path, account, "write the account's number");

const emails = (path: string, addresses: readonly string[]) =>
  addresses.flatMap((address) => line(isExample(address.split('@').at(-1) ?? ''), path, address, 'write who is told'));

const line = (isUnreal: boolean, path: string, value: string, what: string) =>
  isUnreal ? [`${path}: ${value} is a placeholder: ${what}`] : [];

/** Reserved for documentation (RFC 2606). */
const isExample = (name: string) => /(^|\.)(example(\.(com|net|org))?|test|invalid)$/.test(name);
