/** A certificate as a server presents it. */
export interface ServerCertificate {
  /** What it is for; `*.` stands for one label. */
  names: string[];
  /** PEM; the certificate with its chain. */
  key: string;
  certificate: string;
}

/** The certificates that a load balancer can present. */
export interface ServerCertificates {
  /** By ARN; undefined when there is none that is issued. */
  serverCertificate(arn: string): ServerCertificate | undefined;
}
