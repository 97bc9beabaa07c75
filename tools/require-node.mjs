// Plain JavaScript on purpose: it must still run on a Node that cannot read TypeScript.
// On Linux the pinned Node comes with `npm ci`; elsewhere the machine's own must be new enough.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `This is Node ${process.versions.node}; 24.15 or newer is needed. On Linux "npm ci" installs it with the ` +
      `dependencies (run through npm scripts, and without --omit=optional); on macOS install Node 24 yourself.`,
  );
  process.exit(1);
}
