import { describe, expect, it } from '@jest/globals';
import { scaledClock } from '../../kernel/clock.ts';
import { randomIds } from '../../kernel/ids.ts';
import type { ProjectSettings } from './project.ts';
import { DEFAULT_SETTINGS, Projects } from './projects.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const settings: ProjectSettings = {
  ...DEFAULT_SETTINGS,
  sourceType: 'CODEPIPELINE',
  artifactsType: 'CODEPIPELINE',
  buildspec: 'version: 0.2',
  environment: {
    type: 'ARM_CONTAINER',
    image: 'x',
    computeType: 'BUILD_GENERAL1_SMALL',
    privilegedMode: false,
    imagePullCredentialsType: undefined,
    variables: [],
  },
  serviceRole: 'arn:aws:iam::111111111111:role/build',
};
const projects = () => new Projects({ clock: scaledClock(60), ids: randomIds });

describe('the cache of a project', () => {
  it('is found again by a project of its name in another engine', () => {
    const [one, other] = [projects(), projects()].map((all) => all.create(scope, 'checks', settings).cacheId);
    expect(other).toBe(one);
    expect(projects().create({ ...scope, region: 'eu-central-1' }, 'checks', settings).cacheId).not.toBe(one);
  });

  it('is not found by one that comes after a deletion', () => {
    const all = projects();
    const { cacheId } = all.create(scope, 'checks', settings);
    all.delete(scope, 'checks');
    expect(all.create(scope, 'checks', settings).cacheId).not.toBe(cacheId);
  });
});
