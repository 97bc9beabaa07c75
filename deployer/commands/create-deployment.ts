import type { NewDeployment } from '../aws/gateways.ts';
import { type Context, pause } from '../context.ts';
import { faint, plain } from '../line.ts';

/** Undefined when another deployment of the group was started in the meantime: the state decides anew. */
export async function createDeployment(request: NewDeployment, context: Context): Promise<string | undefined> {
  try {
    const id = await context.aws.deployments.create(request);
    context.print(plain(`Deployment ${id} created.`));
    return id;
  } catch (error) {
    if ((error as Error).name !== 'DeploymentLimitExceededException') throw error;
    context.print(faint((error as Error).message));
    await pause(context);
    return undefined;
  }
}
