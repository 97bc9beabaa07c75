/** To the thread: start (once) the server of this account and region. */
export interface StartServer {
  key: string;
  /** Where it keeps its tables. */
  directory: string;
}

/** From the thread, once a server listens. */
export interface ServerStarted {
  key: string;
  port: number;
}
