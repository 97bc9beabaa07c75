import { list, struct } from '../domain/stack/property-shape.ts';
import type { Certificates } from '../runtime/certificates/certificates.ts';
import { notRehearsed } from '../runtime/certificates/errors.ts';
import { keyAlgorithmOf } from '../runtime/certificates/key-algorithm.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { ec2Tags, type TemplateTag } from './ec2-tags.ts';
import { unlessGone } from './gone.ts';

interface CertificateProperties {
  DomainName: string;
  SubjectAlternativeNames?: string[];
  /** Default: EMAIL. Source: AWS::CertificateManager::Certificate. */
  ValidationMethod?: string;
  KeyAlgorithm?: string;
  CertificateTransparencyLoggingPreference?: string;
  DomainValidationOptions?: unknown;
  Tags?: TemplateTag[];
}

/**
 * `AWS::CertificateManager::Certificate`. `Ref` is its ARN. It is issued at once: nothing here waits for the records that
 * would validate its domains, so DomainValidationOptions have no effect.
 */
export function certificateManagerCertificateProvider({
  certificates,
}: {
  certificates: Certificates;
}): ResourceProvider<CertificateProperties> {
  return {
    type: 'AWS::CertificateManager::Certificate',
    properties: {
      DomainName: 'value',
      SubjectAlternativeNames: 'value',
      ValidationMethod: 'value',
      KeyAlgorithm: 'value',
      CertificateTransparencyLoggingPreference: 'value',
      DomainValidationOptions: list(struct({ DomainName: 'value', HostedZoneId: 'value', ValidationDomain: 'value' })),
      Tags: list(struct({ Key: 'value', Value: 'value' })),
    },
    replaceOn: ['DomainName', 'SubjectAlternativeNames', 'ValidationMethod', 'KeyAlgorithm', 'DomainValidationOptions'],
    async create(properties, { scope, stackTags }) {
      if (properties.ValidationMethod !== 'DNS') throw notRehearsed('validation by e-mail: name ValidationMethod DNS');
      const { arn } = await certificates.request(scope, {
        domainName: properties.DomainName,
        alternativeNames: properties.SubjectAlternativeNames,
        keyAlgorithm: keyAlgorithmOf(properties.KeyAlgorithm),
        tags: ec2Tags(properties.Tags, stackTags),
      });
      return { physicalId: arn, attributes: { Id: arn } };
    },
    async update(state, properties, _previous, { scope, stackTags }) {
      const certificate = certificates.get(scope, state.physicalId);
      certificate.tags = new Map(Object.entries(ec2Tags(properties.Tags, stackTags)));
      return state;
    },
    async delete({ physicalId }, _properties, { scope }) {
      unlessGone(() => certificates.delete(scope, physicalId));
    },
  };
}
