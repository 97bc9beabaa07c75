// The image's one entry. Each of its uses loads nothing but what it runs.
const USES: Readonly<Record<string, (...args: string[]) => Promise<unknown>>> = {
  redirect: async () => (await import('./redirect/redirect-process.ts')).serveRedirect(),
  'check-health': async (url = '', ...rest) => {
    if (!URL.canParse(url) || !url.startsWith('http:') || rest.length > 0) refuse('check-health needs one http URL.');
    const { checkHealth } = await import('./health/check-health.ts');
    process.exit(await checkHealth(url));
  },
  '--fill-compile-cache': async () => (await import('./compile-cache.ts')).fillCompileCache(),
};

const [, , use, ...args] = process.argv;

if (use === undefined) {
  const { serveService } = await import('./service-process.ts');
  await serveService();
} else {
  const run = Object.hasOwn(USES, use) ? USES[use] : undefined;
  if (!run) refuse(`Unknown argument ${use}: there are none (the app), ${Object.keys(USES).join(', ')}.`);
  if (use !== 'check-health' && args.length > 0) refuse(`${use} takes no arguments: the environment configures it.`);
  await run(...args);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
