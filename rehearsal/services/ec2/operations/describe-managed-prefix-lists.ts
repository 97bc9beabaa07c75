import type {
  DescribeManagedPrefixListsCommandInput,
  DescribeManagedPrefixListsCommandOutput,
} from '@aws-sdk/client-ec2';
import { createHash } from 'node:crypto';
import { applyFilters } from '../../../runtime/network/filter.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromFilters } from '../mapping.ts';

type Operation = Handler<
  DescribeManagedPrefixListsCommandInput,
  Omit<DescribeManagedPrefixListsCommandOutput, '$metadata'>
>;

/** AWS's own lists of the services that have gateway endpoints. Their ids differ by region; these are made up. */
export const describeManagedPrefixLists =
  (): Operation =>
  (input, { scope: { region } }) => {
    const lists = ['s3', 'dynamodb']
      .map((service) => listOf(`com.amazonaws.${region}.${service}`, region))
      .filter(({ PrefixListId }) => !input.PrefixListIds?.length || input.PrefixListIds.includes(PrefixListId));
    return {
      PrefixLists: applyFilters(lists, fromFilters(input.Filters), {
        'owner-id': ({ OwnerId }) => OwnerId,
        'prefix-list-id': ({ PrefixListId }) => PrefixListId,
        'prefix-list-name': ({ PrefixListName }) => PrefixListName,
      }),
    };
  };

/** Source: EC2 API, ManagedPrefixList, and answers of `aws ec2 describe-managed-prefix-lists`: AWS's lists have no version. */
function listOf(name: string, region: string) {
  const id = `pl-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  return {
    PrefixListId: id,
    AddressFamily: 'IPv4',
    State: 'create-complete' as const,
    PrefixListArn: `arn:aws:ec2:${region}:aws:prefix-list/${id}`,
    PrefixListName: name,
    OwnerId: 'AWS',
  };
}
