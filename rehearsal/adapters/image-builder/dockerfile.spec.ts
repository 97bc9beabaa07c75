import { describe, expect, it } from '@jest/globals';
import { parseDockerfile } from './dockerfile.ts';

const steps = (text: string) => parseDockerfile(`FROM base\n${text}`).stages[0]?.steps;

describe('parseDockerfile', () => {
  it('reads stages, flags and forms', () => {
    const { globalArguments, stages } = parseDockerfile(
      [
        'ARG V=1',
        'FROM node:$V AS build',
        'COPY --chown=1:2 a b c/',
        'FROM scratch',
        'COPY --from=build /x ./',
        'ENTRYPOINT ["node","m.mjs"]',
      ].join('\n'),
    );
    expect(globalArguments).toEqual([{ kind: 'ARG', line: 1, name: 'V', value: '1' }]);
    expect(stages.map(({ name, base }) => [name, base])).toEqual([
      ['build', 'node:$V'],
      [undefined, 'scratch'],
    ]);
    expect(stages[0]?.steps).toEqual([{ kind: 'COPY', line: 3, chown: '1:2', sources: ['a', 'b'], destination: 'c/' }]);
    expect(stages[1]?.steps[1]).toEqual({ kind: 'ENTRYPOINT', line: 6, argv: ['node', 'm.mjs'] });
  });

  it('unquotes pairs and joins continued lines', () => {
    expect(steps('ENV A=b C="d e" \\\n  F=g')).toEqual([
      {
        kind: 'ENV',
        line: 2,
        pairs: [
          ['A', 'b'],
          ['C', 'd e'],
          ['F', 'g'],
        ],
      },
    ]);
    expect(steps('RUN one && \\\n  two')).toEqual([{ kind: 'RUN', line: 2, shell: 'one &&   two' }]);
  });

  it.each([
    ['ADD a b', 'line 2: ADD'],
    ['RUN --mount=type=cache,target=/x true', 'line 2: RUN --mount'],
    ['COPY --link a b', 'line 2: COPY --link'],
    ['VOLUME /data', 'line 2: VOLUME'],
    ['SHELL ["/bin/bash"]', 'line 2: SHELL'],
    ['CMD node main.mjs', 'line 2: CMD needs the exec form'],
    ['HEALTHCHECK CMD true', 'line 2: HEALTHCHECK'],
    ['\n\nONBUILD RUN x', 'line 4: ONBUILD'],
  ])('refuses %j by name and line', (text, message) => {
    expect(() => steps(text)).toThrow(message);
  });
});
