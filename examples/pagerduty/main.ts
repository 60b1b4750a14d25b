/** PagerDuty's two APIs, and how sessions of holdfast use them. Run it by `npm run example:pagerduty`. */
import { account } from './account.js';

await account(console.log, 'an-api-key-that-nobody-sees', 'a-routing-key-that-nobody-sees');
