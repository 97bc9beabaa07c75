import { Validations, type App } from 'aws-cdk-lib';
import { AcknowledgementAudit } from './acknowledgement-audit.ts';
import { Findings, rulePacks } from './rule-packs.ts';

/** Once, on the App: a plugin sees every stage. A finding that nobody acknowledged fails the synth. */
export function enforceRules(app: App): void {
  const findings = new Findings();
  // They run in this order; the audit reads what the packs found.
  Validations.of(app).addPlugins(...rulePacks(app, findings), new AcknowledgementAudit(findings));
}
