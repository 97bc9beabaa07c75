import { describe, expect, it } from '@jest/globals';
import { dashboardProblems } from './dashboard-problems.ts';

const text = { type: 'text', x: 0, y: 0, width: 6, height: 6, properties: { markdown: 'Hello' } };
const graph = { type: 'metric', properties: { metrics: [['AWS/EC2', 'CPUUtilization']], region: 'eu-west-1' } };
const pathsOf = (body: unknown) => dashboardProblems(JSON.stringify(body)).map(({ path }) => path);

describe('the body of a dashboard', () => {
  it('is a list of widgets, of which none need say where it is', () => {
    expect(pathsOf({ widgets: [] })).toEqual([]);
    expect(pathsOf({ start: '-PT6H', widgets: [text, graph] })).toEqual([]);
  });

  it.each([
    ['a widget that is none', [null], ['/widgets/0']],
    ['a type that does not exist', [text, { ...text, type: 'graph' }], ['/widgets/1/type']],
    ['a column outside the grid', [{ ...text, x: 24 }], ['/widgets/0/x']],
    ['half a row', [{ ...text, y: 0.5 }], ['/widgets/0/y']],
    ['no width', [{ ...text, width: 0 }], ['/widgets/0/width']],
    ['a number as text', [{ ...text, height: '6' }], ['/widgets/0/height']],
    ['no properties', [{ type: 'text' }], ['/widgets/0/properties']],
    ['a text without text', [{ ...text, properties: {} }], ['/widgets/0/properties']],
    ['metrics of no region', [{ ...graph, properties: { metrics: [] } }], ['/widgets/0/properties/region']],
  ])('is refused with %s', (_what, widgets, paths) => {
    expect(pathsOf({ widgets })).toEqual(paths);
  });

  it.each([
    ['that is no JSON', 'widgets: []', 'The body is not JSON'],
    ['without widgets', '{}', 'The body needs a list of widgets.'],
    ['that is a list', '[]', 'The body needs a list of widgets.'],
  ])('is refused %s', (_what, body, message) => {
    expect(dashboardProblems(body)[0]?.message).toContain(message);
  });

  it('is refused with more than 500 widgets', () => {
    expect(pathsOf({ widgets: Array.from({ length: 501 }, () => text) })).toEqual(['/widgets']);
  });
});
