export interface ReservedRequest {
  host: string;
  method: string;
  /** With query. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
}

export interface ReservedAnswer {
  status: number;
  body: string;
  contentType?: string;
}

/** A public host name that the engine itself answers, over https. */
export interface ReservedHost {
  owns(host: string): boolean;
  answer(request: ReservedRequest): ReservedAnswer;
}
