/** The essay's retry classes, against the todo service. Run it by `npm run example:todo`. */
import { account } from './essay/account.js';

await account(console.log);
