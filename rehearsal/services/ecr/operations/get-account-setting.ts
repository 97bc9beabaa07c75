import type { GetAccountSettingCommandInput, GetAccountSettingCommandOutput } from '@aws-sdk/client-ecr';
import { assertKnown } from '../account-setting.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';

export const getAccountSetting =
  ({
    repositories,
  }: EcrDependencies): Handler<GetAccountSettingCommandInput, Omit<GetAccountSettingCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    assertKnown(input.name);
    return { name: input.name, value: repositories.settings(scope).blobMounting ? 'ENABLED' : 'DISABLED' };
  };
