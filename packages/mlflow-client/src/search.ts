import { only, text, whole } from "./check.ts";
import { field, list, optional, string, type Decoder } from "./decode.ts";
import { LIMITS } from "./limits.ts";
import { type CallOptions } from "./options.ts";
import { type Page } from "./pages.ts";

/** Which of the deleted and the living a search finds. */
export type View = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
export const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** What every search takes. */
export interface Search extends CallOptions {
  /** MLflow's language: ``tags.`a.b` = 'c' AND metrics.loss < 1``; there is no OR. See {@link quote}. */
  readonly filter?: string;
  /** Such as `attributes.start_time ASC`. */
  readonly orderBy?: readonly string[];
  /** Things on one page: one request. @default 1000 */
  readonly pageSize?: number;
  /** Things in all. @default Infinity */
  readonly limit?: number;
}

const SEARCH_FIELDS = ["filter", "orderBy", "pageSize", "limit", "signal", "retries"] as const;

/** The part of a search's body that every search has. */
export function searchBody(search: Search, fields: readonly string[], what: string): object {
  only(search, [...SEARCH_FIELDS, ...fields], what);
  const { filter, orderBy, pageSize = 1000 } = search;
  whole(pageSize, "pageSize", 1);
  return {
    filter: filter === undefined ? undefined : text(filter, "filter"),
    order_by: orderBy?.map((order) => text(order, "orderBy")),
    max_results: Math.min(pageSize, search.limit ?? pageSize, LIMITS.page),
  };
}

/** A page of an answer: its things are under `name`. */
export const page =
  <T>(name: string, decode: Decoder<T>): Decoder<Page<T>> =>
  (value, place) => ({
    items: field(name, list(decode))(value, place),
    next: field("next_page_token", optional(string, undefined))(value, place),
  });
