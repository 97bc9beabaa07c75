import type { CfnOutput } from 'aws-cdk-lib';
import type { Environment } from '../../infra/config/schema.ts';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';

export interface AcceptanceStepProps {
  /** A step must have an input; this one reads nothing of it. */
  readonly input: FileSet;
  readonly loadBalancerDnsName: CfnOutput;
  /** Where it is restricted, strangers must be kept out: this step has no token. */
  readonly access: Environment['access'];
}

const GET = 'curl --fail --silent --show-error --max-time 10 --retry 3 --retry-delay 2';

/** What a user of the environment must find after a release, asked from outside. */
export class AcceptanceStep extends CodeBuildStep {
  constructor(id: string, { input, loadBalancerDnsName, access }: AcceptanceStepProps) {
    super(id, {
      input,
      envFromCfnOutputs: { HOST: loadBalancerDnsName },
      commands: [
        `${GET} "http://$HOST/health" | grep '"status":"UP"'`,
        `${GET} "http://$HOST/version"`,
        access === 'public'
          ? `${GET} "http://$HOST/api/v1/factorial?number=50" | grep 30414093201713378043612608166064768844377641568960512000000000000`
          : `curl --silent --max-time 10 --output /dev/null --write-out '%{http_code}' "http://$HOST/api/v1/factorial?number=50" | grep 401`,
      ],
    });
  }
}
