/** An event as it is on a bus and as rules see it. Source: EventBridge user guide, "AWS service event metadata". */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** `2026-01-01T00:00:00Z`, without fractions of a second. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}
