export interface RunnableImage {
  /** `sha256:…` of the manifest. */
  digest: string;
  /** Folder with the unpacked application layers: the container's root. Read-only by agreement. */
  root: string;
  entrypoint: string[];
  command: string[];
  environment: Record<string, string>;
  /** Absolute inside the container. */
  workingDirectory: string;
  user: string;
  exposedPorts: number[];
  labels: Record<string, string>;
}

/** Images as tasks pull them. */
export interface Images {
  /**
   * `reference` as in a container definition: `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` or `@sha256:…`.
   * Throws an error whose message is what ECS would show (`CannotPullContainerError: …`).
   */
  pull(reference: string): Promise<RunnableImage>;
}
