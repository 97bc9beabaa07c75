import { z } from 'zod';
import { count, write } from './fields.ts';

/** CodeDeploy's predefined configurations for ECS (CodeDeploy user guide, "Deployment configurations on an Amazon ECS compute platform"). */
const SERVICE_CONFIGS = [
  'CodeDeployDefault.ECSAllAtOnce',
  'CodeDeployDefault.ECSCanary10Percent5Minutes',
  'CodeDeployDefault.ECSCanary10Percent15Minutes',
  'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
] as const;

/** Those for Lambda (CodeDeploy user guide, "Deployment configurations on an AWS Lambda compute platform"). */
const FUNCTION_CONFIGS = [
  'CodeDeployDefault.LambdaAllAtOnce',
  'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  'CodeDeployDefault.LambdaCanary10Percent10Minutes',
  'CodeDeployDefault.LambdaCanary10Percent15Minutes',
  'CodeDeployDefault.LambdaCanary10Percent30Minutes',
  'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
  'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes',
  'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes',
  'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes',
] as const;

/** How new versions take over, and what takes them back. */
export const releaseSchema = z.strictObject({
  deploymentConfig: z.enum(SERVICE_CONFIGS, write(`one of ${SERVICE_CONFIGS.join(', ')}`)),
  /** How long the replaced version waits beside the new one; 2880 is CodeDeploy's most. */
  instantRollbackMinutes: count('minutes from 1 to 2880', 1, 2880),
  alarms: z.strictObject({
    /** Answers 5xx of one target group a minute from which on it is failing. */
    serverErrorsPerMinute: count('the number of 5xx answers a minute that is too many, at least 1'),
    /** 99th percentile of the targets' response time, milliseconds. */
    p99Milliseconds: count('the 99th percentile in whole milliseconds that is too slow, at least 1'),
    /** Against the version that is replaced, while both get requests. */
    worseThanOther: z.strictObject({
      /** Percentage points by which the share of 5xx answers may be higher. */
      errorPercentagePoints: count('percentage points from 1 to 100', 1, 100),
      /** Milliseconds by which the 90th percentile of the response time may be higher. */
      p90Milliseconds: count('whole milliseconds, at least 1'),
      /** Fewer requests to either group in a minute are not judged. */
      minimumRequests: count('requests a minute, at least 10', 10),
    }),
  }),
  functionDeploymentConfig: z.enum(FUNCTION_CONFIGS, write(`one of ${FUNCTION_CONFIGS.join(', ')}`)),
  functionAlarms: z.strictObject({
    /** Invocations of the new version a minute that fail, or whose error nobody expected; of throttled ones the same number. */
    errorsPerMinute: count('the number of failed invocations a minute that is too many, at least 1'),
    /** 99th percentile of how long the new version runs, milliseconds. */
    p99Milliseconds: count('the 99th percentile in whole milliseconds that is too slow, at least 1'),
  }),
});
