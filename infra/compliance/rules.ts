import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AcknowledgementAudit } from './acknowledgement-audit.ts';

/** Once, on the App: a plugin sees every stage. A finding that nobody acknowledged fails the synth. */
export function enforceRules(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new AcknowledgementAudit());
}
