import { Agent } from 'node:http';
import axios from 'axios';
import { createClient } from 'holdfast';
import { PlainTodoApi } from '../plain-api.js';
import { TodoApi } from '../todo-api.js';

/** What both clients can do. */
export type Api = Pick<TodoApi, 'listItems' | 'getItem' | 'addItem' | 'deleteItem'>;

/** The way to the service that all users share. */
interface Client {
  as(token: string): Api;
  close(): unknown;
}

export type OpenClient = (url: string) => Client;

export const holdfastClient: OpenClient = (baseURL) => {
  const http = createClient({ baseURL });
  return { as: (token) => new TodoApi(http, token), close: () => http.close() };
};

export const plainClient: OpenClient = (baseURL) => {
  const httpAgent = new Agent({ keepAlive: true });
  const http = axios.create({ baseURL, httpAgent, timeout: 1000 });
  return { as: (token) => new PlainTodoApi(http, token), close: () => httpAgent.destroy() };
};
