/** Retries as classes: each overrides the one thing that it is about, and is used as a decorator. */
import { type Attempt, constant, type Outcome, RetryPolicy } from 'holdfast';

/** Five retries while the server is at fault. What else it says, 404 included, is an answer. */
export class RetryOnServerError extends RetryPolicy {
  override maxRetries = 5;

  override isValid({ status }: Outcome): boolean {
    return status !== undefined && status < 500;
  }
}

/** What can get a new token. */
export interface Renewable {
  renewToken(): Promise<void>;
}

/** A token that has ended is got anew before the retry: at once, and once. */
export class RetryOnAuthFailure extends RetryPolicy {
  override maxRetries = 1;
  override backoff = constant(0);

  override isValid({ status }: Outcome): boolean {
    return status !== 401;
  }

  override async beforeRetry({ self }: Attempt): Promise<void> {
    await (self as Renewable).renewToken();
  }
}

/** Both. Retries for the one are not retries for the other. */
export class RetryOnEither extends RetryOnServerError {
  override isValid(outcome: Outcome): boolean {
    return outcome.status !== 401 && super.isValid(outcome);
  }

  override async beforeRetry(attempt: Attempt): Promise<void> {
    if (attempt.history.at(-1)?.status === 401) await (attempt.self as Renewable).renewToken();
  }
}
