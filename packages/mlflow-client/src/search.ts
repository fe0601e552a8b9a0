import { only, text, whole } from "./check.ts";
import { field, list, optional, shortString, type Decoder } from "./decode.ts";
import { LIMITS } from "./limits.ts";
import { type CallOptions } from "./options.ts";
import { type Page, type PageLimits } from "./pages.ts";

import { type Transport } from "./transport.ts";

/** Which of the deleted and the living a search finds. */
export type View = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
export const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** What every search takes. */
export interface Search extends CallOptions {
  /** MLflow's language: ``tags.`a.b` = 'c' AND metrics.loss < 1``; there is no OR. See {@link quote}. */
  readonly filter?: string;
  /** Such as `attributes.start_time ASC`. */
  readonly orderBy?: readonly string[];
  /** Things on one page: one request; fewer where these are too large for one answer. @default 100 */
  readonly pageSize?: number;
  /** Things in all. @default Infinity */
  readonly limit?: number;
  /** Bytes of all answers together, where much is expected. @default that of the client */
  readonly pagesBytes?: number;
}

/** Things on a page. Runs have tens of kilobytes, and an answer is only read up to a limit. */
const PAGE = 100;

const SEARCH_FIELDS = ["filter", "orderBy", "pageSize", "limit", "pagesBytes", "signal", "retries"] as const;

/** The part of a search's body that every search has. */
export function searchBody(search: Search, fields: readonly string[], what: string): object {
  only(search, [...SEARCH_FIELDS, ...fields], what);
  const { filter, orderBy } = search;
  return {
    filter: filter === undefined ? undefined : text(filter, "filter"),
    order_by: orderBy?.map((order) => text(order, "orderBy")),
  };
}

/** Things on one page of a search. */
function pageSize({ pageSize: asked = PAGE, limit = asked }: Search): number {
  whole(asked, "pageSize", 1);
  return Math.min(asked, Math.max(1, limit), LIMITS.page);
}

/** What a search says about each of its calls. */
export const callOf = ({ signal, retries }: CallOptions): CallOptions => ({ signal, retries });

/** What a search may take. */
export const limitsOf = (search: Search, { limits, patience }: Pick<Transport, "limits" | "patience">): PageLimits => ({
  limit: search.limit,
  size: pageSize(search),
  bytes: search.pagesBytes ?? limits.pagesBytes,
  patience,
});

/** A page of an answer: its things are under `name`. */
export const page =
  <T>(name: string, decode: Decoder<T>): Decoder<Page<T>> =>
  (value, place) => ({
    items: field(name, list(decode))(value, place),
    next: field("next_page_token", optional(shortString, undefined))(value, place),
  });
