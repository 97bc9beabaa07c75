export interface ReservedRequest {
  host: string;
  method: string;
  /** With query. */
  path: string;
  body: string;
}

/** A public host name that the engine itself answers, over https. */
export interface ReservedHost {
  owns(host: string): boolean;
  answer(request: ReservedRequest): { status: number; body: string };
}
