import type { GetRandomPasswordCommandInput, GetRandomPasswordResponse } from '@aws-sdk/client-secrets-manager';
import { randomPassword } from '../../../runtime/secrets/random-password.ts';
import type { Handler } from '../../../wire/service-table.ts';

export const getRandomPassword = (): Handler<GetRandomPasswordCommandInput, GetRandomPasswordResponse> => (input) => ({
  RandomPassword: randomPassword({
    length: input.PasswordLength,
    excludeCharacters: input.ExcludeCharacters,
    excludeLowercase: input.ExcludeLowercase,
    excludeUppercase: input.ExcludeUppercase,
    excludeNumbers: input.ExcludeNumbers,
    excludePunctuation: input.ExcludePunctuation,
    includeSpace: input.IncludeSpace,
    requireEachIncludedType: input.RequireEachIncludedType,
  }),
});
