import { defineFault } from '../fault.js';
import { replyStatus } from '../reply-status.js';
import { app } from './app.js';

export const status = defineFault({
  name: 'status',
  summary: 'Answers with any status',
  hamms: 9,
  params: { status: 200 },
  serve: app(({ res, params }) => replyStatus(res, params.status)),
});
