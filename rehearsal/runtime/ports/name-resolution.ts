/** Where a name or address of the rehearsed world really answers: what the egress proxy asks. */
export interface NameResolution {
  /** `host` is a load balancer's DNS name or one of its interfaces' addresses; undefined when it is neither. */
  resolve(host: string, port: number): { host: string; port: number } | undefined;
}
