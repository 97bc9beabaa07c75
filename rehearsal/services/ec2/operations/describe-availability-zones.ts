import type {
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput,
} from '@aws-sdk/client-ec2';
import { applyFilters } from '../../../runtime/network/filter.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromFilters } from '../mapping.ts';

type Operation = Handler<
  DescribeAvailabilityZonesCommandInput,
  Omit<DescribeAvailabilityZonesCommandOutput, '$metadata'>
>;

/** Three zones a region, by name. Their ids differ by account in AWS, so none are made up here. */
export const describeAvailabilityZones =
  (): Operation =>
  (input, { scope }) => {
    const zones = ['a', 'b', 'c']
      .map((letter) => ({
        ZoneName: `${scope.region}${letter}`,
        RegionName: scope.region,
        State: 'available' as const,
      }))
      .filter(({ ZoneName }) => !input.ZoneNames?.length || input.ZoneNames.includes(ZoneName));
    const found = applyFilters(zones, fromFilters(input.Filters), {
      'region-name': ({ RegionName }) => RegionName,
      state: ({ State }) => State,
      'zone-name': ({ ZoneName }) => ZoneName,
      'zone-type': () => 'availability-zone',
      'opt-in-status': () => 'opt-in-not-required',
    });
    return {
      AvailabilityZones: found.map((zone) => ({
        ...zone,
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required' as const,
      })),
    };
  };
