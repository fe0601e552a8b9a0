import { GoldilocksError } from "@goldilocks/diagnostics";

/** Every code a {@link StoreError} can have. */
export type StoreCode =
  | "STORE_BUSY"
  | "STORE_CORRUPT"
  | "STORE_FULL"
  | "STORE_INVALID_NAME"
  | "STORE_IO"
  | "STORE_MISSING"
  | "STORE_NOT_DIRECTORY"
  | "STORE_NOT_FILE"
  | "STORE_PERMISSION"
  | "STORE_READ_ONLY"
  | "STORE_VERSION";

/** The store could not keep or give what it was asked for. The file system's own error is its `cause`. */
export class StoreError extends GoldilocksError {
  constructor(code: StoreCode, message: string, hint: string, options?: ErrorOptions) {
    super({ code, message, hint }, options);
  }
}
