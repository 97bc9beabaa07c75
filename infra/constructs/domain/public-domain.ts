import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, HostedZone, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';

export interface PublicDomainProps {
  readonly domain: Exclude<Environment['domain'], 'none'>;
}

/**
 * A name in a hosted zone that is there already, and the certificate for it: the one that configuration names, or one that
 * ACM gives and renews as long as its record stays in the zone (ACM user guide, "DNS validation").
 */
export class PublicDomain extends Construct {
  /** What clients write. */
  readonly hostName: string;
  readonly certificateArn: string;
  private readonly zone: IHostedZone;

  constructor(scope: Construct, id: string, { domain }: PublicDomainProps) {
    super(scope, id);
    this.hostName = domain.name;
    this.zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: domain.zone.id,
      zoneName: domain.zone.name,
    });
    this.certificateArn =
      domain.certificateArn ??
      new Certificate(this, 'Certificate', {
        domainName: domain.name,
        validation: CertificateValidation.fromDns(this.zone),
      }).certificateArn;
  }

  /** No AAAA record: the load balancer has IPv4 addresses only, as its VPC does. */
  leadTo(loadBalancer: ApplicationLoadBalancer): ARecord {
    return new ARecord(this, 'Address', {
      zone: this.zone,
      recordName: this.hostName,
      target: RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer)),
    });
  }
}
