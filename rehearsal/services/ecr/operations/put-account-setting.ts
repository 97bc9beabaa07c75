import type { PutAccountSettingCommandInput, PutAccountSettingCommandOutput } from '@aws-sdk/client-ecr';
import { invalidParameter } from '../../../runtime/repositories/errors.ts';
import { assertKnown } from '../account-setting.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcrDependencies } from '../dependencies.ts';

export const putAccountSetting =
  ({
    repositories,
  }: EcrDependencies): Handler<PutAccountSettingCommandInput, Omit<PutAccountSettingCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    assertKnown(input.name);
    if (input.value !== 'ENABLED' && input.value !== 'DISABLED')
      throw invalidParameter(`'value' failed to satisfy constraint: '${input.value}'`);
    repositories.settings(scope).blobMounting = input.value === 'ENABLED';
    return { name: input.name, value: input.value };
  };
