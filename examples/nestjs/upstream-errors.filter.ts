import type { ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { attemptsOf, HoldfastError, TimeoutError } from 'holdfast';

/** What a caller of the shop is told when the service behind it has failed to the end: 404 as it is, 504 or 502. */
@Catch(Error)
export class UpstreamErrors implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const status = statusFor(error);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status, error: error.message, attempts: attemptsOf(error).length }));
  }
}

function statusFor(error: Error): number {
  if ('getStatus' in error && typeof error.getStatus === 'function') return error.getStatus();
  if (error instanceof TimeoutError) return 504;
  if (isAxiosError(error) && error.response?.status === 404) return 404;
  return isAxiosError(error) || HoldfastError.is(error) ? 502 : 500;
}
