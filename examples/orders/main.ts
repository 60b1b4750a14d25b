/** Orders need users, and the Users service fails. Run it by `npm run example:orders`. */
import { account } from './account.js';

await account(console.log);
