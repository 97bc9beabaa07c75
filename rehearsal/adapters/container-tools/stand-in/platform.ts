const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/** What images are built for and run on here, as docker writes it. */
export const MACHINE_PLATFORM = `linux/${ARCHITECTURE}`;

/** Arguments that BuildKit sets by itself; those of the engine's own builds, so that the same inputs give the same image. */
export const PLATFORM_ARGUMENTS: Readonly<Record<string, string>> = {
  TARGETPLATFORM: MACHINE_PLATFORM,
  TARGETOS: 'linux',
  TARGETARCH: ARCHITECTURE,
  BUILDPLATFORM: MACHINE_PLATFORM,
  BUILDARCH: ARCHITECTURE,
};
