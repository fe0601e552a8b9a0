import { GoldilocksError } from "@goldilocks/diagnostics";

/** Every code a {@link DigestError} can have. */
export type DigestCode = "DIGEST_NOT_JSON";

/** What was to be hashed has no canonical form. */
export class DigestError extends GoldilocksError {
  constructor(code: DigestCode, message: string, hint: string) {
    super({ code, message, hint });
  }
}
