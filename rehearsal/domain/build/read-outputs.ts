import type { ArtifactDefinition, ArtifactsSection, ReportSection } from './buildspec.ts';
import { BuildspecProblem, mapOf, refuse, scalar, section, textList, yesOrNo } from './buildspec-members.ts';

const ARTIFACT_KEYS = [
  'files',
  'name',
  'discard-paths',
  'base-directory',
  'exclude-paths',
  'enable-symlinks',
  's3-prefix',
] as const;

/** Source: reports/<report-group>/file-format: not case sensitive, JUNITXML when missing. */
const REPORT_FORMATS = [
  'CUCUMBERJSON',
  'JUNITXML',
  'NUNITXML',
  'NUNIT3XML',
  'TESTNGXML',
  'VISUALSTUDIOTRX',
  'CLOVERXML',
  'COBERTURAXML',
  'JACOCOXML',
  'SIMPLECOV',
];

/** The section `artifacts`. Throws BuildspecProblem. */
export function readArtifacts(value: unknown): ArtifactsSection | undefined {
  if (value === undefined) return undefined;
  const { 'secondary-artifacts': secondaryMap, ...own } = section(value, 'artifacts', [
    ...ARTIFACT_KEYS,
    'secondary-artifacts',
  ]);
  const secondary = Object.fromEntries(
    Object.entries(secondaryMap === undefined ? {} : mapOf(secondaryMap, 'artifacts.secondary-artifacts')).map(
      ([identifier, definition]) => {
        // Source: ProjectArtifacts.artifactIdentifier.
        if (!/^\w{1,128}$/.test(identifier))
          throw new BuildspecProblem(`artifacts.secondary-artifacts: ${identifier} is no artifact identifier.`);
        return [identifier, readDefinition(definition, `artifacts.secondary-artifacts.${identifier}`)];
      },
    ),
  );
  // The guide asks for files in any case; what the CDK synthesizes has none beside secondary artifacts, and works.
  const onlySecondary = own.files === undefined && Object.keys(secondary).length > 0;
  return { primary: onlySecondary ? undefined : readDefinition(own, 'artifacts'), secondary };
}

function readDefinition(value: unknown, what: string): ArtifactDefinition {
  const artifact = section(value ?? {}, what, ARTIFACT_KEYS);
  refuse(artifact['s3-prefix'], `${what}.s3-prefix`);
  const files = textList(artifact.files, `${what}.files`);
  if (files.length === 0) throw new BuildspecProblem(`${what} must have files.`);
  return {
    files,
    excludePaths: textList(artifact['exclude-paths'], `${what}.exclude-paths`),
    baseDirectory:
      artifact['base-directory'] === undefined ? '.' : scalar(artifact['base-directory'], `${what}.base-directory`),
    discardPaths: yesOrNo(artifact['discard-paths'], `${what}.discard-paths`),
    name: artifact.name === undefined ? undefined : scalar(artifact.name, `${what}.name`),
    enableSymlinks: yesOrNo(artifact['enable-symlinks'], `${what}.enable-symlinks`),
  };
}

/** The section `reports`. Throws BuildspecProblem. */
export function readReports(value: unknown): Record<string, ReportSection> {
  if (value === undefined) return {};
  const groups = Object.entries(mapOf(value, 'reports'));
  if (groups.length > 5) throw new BuildspecProblem('reports must name five report groups at most.');
  return Object.fromEntries(
    groups.map(([group, content]) => {
      const what = `reports.${group}`;
      const report = section(content, what, ['files', 'base-directory', 'discard-paths', 'file-format']);
      const files = textList(report.files, `${what}.files`);
      if (files.length === 0) throw new BuildspecProblem(`${what} must have files.`);
      const written = report['file-format'] === undefined ? 'JUNITXML' : scalar(report['file-format'], what);
      const fileFormat = written.toUpperCase();
      if (!REPORT_FORMATS.includes(fileFormat))
        throw new BuildspecProblem(`${what}.file-format must be one of ${REPORT_FORMATS.join(', ')}, not ${written}.`);
      const base = report['base-directory'];
      return [
        group,
        {
          files,
          baseDirectory: base === undefined ? '.' : scalar(base, `${what}.base-directory`),
          discardPaths: yesOrNo(report['discard-paths'], `${what}.discard-paths`),
          fileFormat,
        },
      ];
    }),
  );
}
