import { Color } from 'aws-cdk-lib/aws-cloudwatch';

/** The grid has 24 columns (CloudWatch API reference, "Dashboard body structure and syntax"). */
export const FULL_WIDTH = 24;
/** Of three graphs beside each other. */
export const THIRD = { width: 8, height: 6 } as const;

export const COLOURS = { blue: Color.BLUE, green: Color.GREEN } as const;

export const PERCENT = { leftYAxis: { min: 0, max: 100, showUnits: false } } as const;
