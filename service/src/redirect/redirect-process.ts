import { rehearseStart, serve } from '../running-process.ts';
import { createRedirect } from './create-redirect.ts';
import { readRedirectConfig } from './redirect-config.ts';

const REDIRECT = { read: readRedirectConfig, create: createRedirect };

/** The redirect app. */
export const serveRedirect = (): Promise<void> => serve(REDIRECT);

/** The default route leads to a port where nobody listens then; its failure is code that is needed, too. */
export const rehearseRedirect = (): Promise<void> =>
  rehearseStart(REDIRECT, ['/health', '/health/live', '/health/ready', '/nothing-here']);
