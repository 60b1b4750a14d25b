import { type Service, serve } from '../serve.js';
import { type UserApi, UserNotFound } from './user-api.js';

const ORDERS = [
  { id: 1, user_id: 1, item: 'kelp', price: 3 },
  { id: 2, user_id: 1, item: 'rope', price: 20 },
  { id: 3, user_id: 2, item: 'anchor', price: 200 },
  // Users are deleted at times, orders are not.
  { id: 4, user_id: 3, item: 'buoy', price: 35 },
];

/** The service that needs the other one: GET /orders/?user_id=1. */
export const startOrdersService = (users: UserApi): Promise<Service> =>
  serve(async ({ query }) => {
    const id = Number(query.get('user_id'));
    const orders = ORDERS.filter((order) => order.user_id === id);
    if (orders.length === 0) return { status: 404, body: { detail: 'No orders found for this user ID' } };
    try {
      return { body: { user: await users.getUser(id, { timeout: '3s' }), orders } };
    } catch (error) {
      if (error instanceof UserNotFound) return { status: error.status, body: { detail: error.message } };
      return { status: 500, body: { detail: 'Internal server error' } };
    }
  });
