/** As DashboardValidationMessages has them. */
export interface DashboardProblem {
  /** For example `/widgets/0/x`. */
  path: string;
  message: string;
}

const MOST_WIDGETS = 500;
/** What each of the numbers may be; the grid has 24 columns. */
const RANGES = { x: [0, 23], y: [0, Infinity], width: [1, 24], height: [1, 1000] } as const;
/** Properties without which a widget of the type shows nothing; of those in one list, any. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  text: ['markdown'],
  metric: ['metrics', 'annotations', 'metricsInsights'],
  alarm: ['alarms'],
  log: ['query'],
  explorer: ['metrics'],
  custom: ['endpoint'],
};

/**
 * Why CloudWatch would refuse a dashboard's body; empty where it would not. The texts are ours. What is in a widget's
 * properties is not looked at beyond those that it needs. Source: CloudWatch API reference, "Dashboard body structure and
 * syntax".
 */
export function dashboardProblems(body: string): DashboardProblem[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    return [{ path: '/', message: `The body is not JSON: ${(error as Error).message}` }];
  }
  const widgets = isObject(value) ? value['widgets'] : undefined;
  if (!Array.isArray(widgets)) return [{ path: '/widgets', message: 'The body needs a list of widgets.' }];
  if (widgets.length > MOST_WIDGETS)
    return [{ path: '/widgets', message: `A dashboard has at most ${MOST_WIDGETS} widgets.` }];
  return widgets.flatMap((widget: unknown, index) => widgetProblems(widget, `/widgets/${index}`));
}

function widgetProblems(widget: unknown, path: string): DashboardProblem[] {
  if (!isObject(widget)) return [{ path, message: 'A widget is an object.' }];
  const { type, properties } = widget;
  const needed = NEEDED[String(type)];
  if (!needed) return [{ path: `${path}/type`, message: `The type must be one of ${Object.keys(NEEDED).join(', ')}.` }];
  const problems = Object.entries(RANGES).flatMap(([name, [least, most]]) => {
    const number = widget[name];
    if (number === undefined || (Number.isInteger(number) && Number(number) >= least && Number(number) <= most))
      return [];
    return [{ path: `${path}/${name}`, message: `It must be a whole number from ${least} to ${most}.` }];
  });
  if (!isObject(properties)) return [...problems, { path: `${path}/properties`, message: 'A widget has properties.' }];
  if (!needed.some((name) => name in properties))
    problems.push({
      path: `${path}/properties`,
      message: `A widget of the type ${String(type)} has the property ${needed.join(' or ')}.`,
    });
  if (type === 'metric' && typeof properties['region'] !== 'string')
    problems.push({ path: `${path}/properties/region`, message: 'A widget of metrics names their region.' });
  return problems;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
