import { tokenVerifier } from '../auth/jwt-verifier.ts';
import { dynamoItemStore } from '../items/dynamo-item-store.ts';
import { deleteItemHandler } from './delete-item-handler.ts';
import { readFunctionConfig } from './function-config.ts';
import { functionLog } from './function-log.ts';

// Read once, while Lambda starts the function: a wrong environment fails there, with everything that is wrong.
const config = readFunctionConfig(process.env);
const log = functionLog(config);

/** Entry of the function for `DELETE /picus/{key}`. */
export const handler = deleteItemHandler({
  store: dynamoItemStore(config.items),
  verifier:
    config.auth &&
    tokenVerifier(config.auth, {
      onFailure: (error) => log.write('warn', "the issuer's keys could not be fetched", { err: error }),
    }),
  corsOrigins: config.corsOrigins,
  log,
});
