export { type Auth, type AuthRequest, basic, bearer, type Credential, token } from './auth.js';
export type { Addressed, Wrapper } from './entities.js';
export { ClientHttpError, type ErrorResponse, HttpError, ServerHttpError } from './http-error.js';
export type { PageFacts, PageRequest, PageStrategy } from './page.js';
export { type Pages, type PaginateOptions, paginate } from './paginate.js';
export { PaginationError, resumeTokenOf } from './pagination-error.js';
export type { Params, ParamValue } from './params.js';
export { inferWrapper } from './paths.js';
export type { AttemptReport, CallSettings, RestRequest, RestResponse } from './request.js';
export { type FindOptions, type IterateOptions, RestClient } from './rest-client.js';
export type { RestOptions, RestSettings } from './settings.js';
export {
  type CursorPagesOptions,
  cursorPages,
  linkPages,
  type NumberedPagesOptions,
  numberedPages,
  type OffsetPagesOptions,
  offsetPages,
} from './strategies.js';
