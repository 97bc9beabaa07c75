import { AwsError } from '../../kernel/aws-error.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import { randomPassword } from '../secrets/random-password.ts';
import type { Secrets } from '../secrets/secrets.ts';

export interface DatabaseInstance {
  identifier: string;
  arn: string;
  /** `DbiResourceId`: stays when the identifier changes. */
  resourceId: string;
  engine: string;
  host: string;
  port: number;
  databaseName: string | undefined;
  deletionProtection: boolean;
  /** ARN of the master user's secret, where RDS manages it. */
  secretArn: string | undefined;
}

export interface NewDatabaseInstance {
  identifier: string;
  engine: string;
  port: number | undefined;
  databaseName: string | undefined;
  deletionProtection: boolean;
  masterUsername: string;
  /** Makes the master user's secret, as `ManageMasterUserPassword` asks. */
  manageMasterUserPassword: boolean;
  secretKmsKeyId: string | undefined;
}

/** Source: RDS API, CreateDBInstance, Port. */
const PORTS: Record<string, number> = { postgres: 5432, mysql: 3306, mariadb: 3306 };
/** Source: RDS user guide, "Password management with Amazon RDS and AWS Secrets Manager": rotated every seven days. */
const ROTATION_DAYS = 7;
/** Source: RDS API, CreateDBInstance, MasterUserPassword: "any printable ASCII character except" these. */
const NOT_IN_PASSWORDS = '/"@ ';

/**
 * RDS as far as others see it: names, addresses and the master user's secret. No database runs, so nothing answers at the
 * address. Source: RDS user guide.
 */
export class Databases implements Persistent {
  readonly name = 'databases';
  readonly #ids: Ids;
  readonly #secrets: Secrets;
  readonly #instances = new PerScope(() => new Map<string, DatabaseInstance>());

  constructor({ ids, secrets }: { ids: Ids; secrets: Secrets }) {
    this.#ids = ids;
    this.#secrets = secrets;
  }

  create(scope: Scope, wanted: NewDatabaseInstance): DatabaseInstance {
    // Source: RDS API, DBInstanceIdentifier: stored as a lower-case text.
    const identifier = wanted.identifier.toLowerCase();
    if (this.#instances.of(scope).has(identifier))
      throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists');
    const arn = arnOf(scope, 'rds', `db:${identifier}`);
    const instance: DatabaseInstance = {
      identifier,
      arn,
      resourceId: `db-${this.#ids.upper(26)}`,
      engine: wanted.engine,
      host: `${identifier}.c${this.#ids.hex(11)}.${scope.region}.rds.amazonaws.com`,
      port: wanted.port ?? PORTS[wanted.engine] ?? 5432,
      databaseName: wanted.databaseName,
      deletionProtection: wanted.deletionProtection,
      secretArn: wanted.manageMasterUserPassword ? this.#masterUserSecret(scope, arn, wanted) : undefined,
    };
    this.#instances.of(scope).set(identifier, instance);
    return instance;
  }

  /** Throws DBInstanceNotFound. */
  get(scope: Scope, identifier: string): DatabaseInstance {
    const instance = this.#instances.of(scope).get(identifier.toLowerCase());
    if (!instance) throw new AwsError('DBInstanceNotFound', `DBInstance ${identifier} not found.`, { status: 404 });
    return instance;
  }

  /** With its secret. Source: RDS user guide: the secret goes with the instance. */
  delete(scope: Scope, identifier: string): void {
    const instance = this.get(scope, identifier);
    if (instance.deletionProtection)
      throw new AwsError(
        'InvalidParameterCombination',
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      );
    if (instance.secretArn !== undefined) this.#secrets.delete(scope, instance.secretArn, undefined);
    this.#instances.of(scope).delete(instance.identifier);
  }

  save(): [Scope, Map<string, DatabaseInstance>][] {
    return this.#instances.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#instances.refill(saved);
  }

  /** It holds user name and password, not the address. Its description is unverified. */
  #masterUserSecret(scope: Scope, instanceArn: string, wanted: NewDatabaseInstance): string {
    const { masterUsername: username, secretKmsKeyId } = wanted;
    const password = randomPassword({ length: 28, excludeCharacters: NOT_IN_PASSWORDS });
    const secret = this.#secrets.create(scope, {
      name: `rds!db-${this.#ids.uuid()}`,
      content: { text: JSON.stringify({ username, password }) },
      token: this.#ids.uuid(),
      description: `Secret associated with primary RDS DB instance: ${instanceArn}`,
      kmsKeyId: secretKmsKeyId,
      owningService: 'rds',
      tags: { 'aws:rds:primaryDBInstanceArn': instanceArn, 'aws:secretsmanager:owningService': 'rds' },
    });
    secret.rotation = {
      enabled: true,
      functionArn: undefined,
      rules: { automaticallyAfterDays: ROTATION_DAYS },
      rotatedAt: undefined,
      underWay: undefined,
    };
    return secret.arn;
  }
}
