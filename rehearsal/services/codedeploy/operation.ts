import type { CodeDeploy } from '../../runtime/deployments/codedeploy.ts';
import type { Handler } from '../../wire/service-table.ts';

/** One operation: given the use cases, a handler of the client's own types. */
export type Operation<Input, Output> = (codeDeploy: CodeDeploy) => Handler<Input, Output>;
