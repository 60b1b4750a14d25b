/** Prisma Cloud's two services, and how sessions of holdfast use them. Run it by `npm run example:prisma-cloud`. */
import { account } from './account.js';

await account(console.log, 'ada', 'a-password-that-nobody-sees');
