import { readServiceConfig } from './config/service-config.ts';
import { createService } from './create-service.ts';
import { rehearseStart, serve } from './running-process.ts';

const APP = { read: readServiceConfig, create: createService };

/** Requests whose code every start needs soon. */
const FIRST_REQUESTS = [
  '/',
  '/health',
  '/health/live',
  '/health/ready',
  '/version',
  '/api/v1/factorial?number=20',
  '/nothing-here',
];

/** The app. */
export const serveService = (): Promise<void> => serve(APP);

export const rehearseService = (): Promise<void> => rehearseStart(APP, FIRST_REQUESTS);
