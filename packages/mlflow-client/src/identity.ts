import { MlflowError } from "./mlflow-error.ts";
import { type Auth } from "./options.ts";
import { Secrets } from "./secrets.ts";

const USER_AGENT = "goldilocks-mlflow-client";

/** What every request says about who asks, and what of it must not be shown. */
export interface Identity {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
}

const bad = (what: string): MlflowError => new MlflowError("MLFLOW_BAD_OPTION", what);

function authorization(auth: Auth): string {
  if ("token" in auth) {
    if (!/^[\x21-\x7E]+$/u.test(auth.token))
      throw bad("the token is empty or has characters that a header cannot have");
    return `Bearer ${auth.token}`;
  }
  if (auth.username.includes(":")) throw bad("a user's name cannot have a colon");
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}`;
}

/** @throws {@link MlflowError} `MLFLOW_BAD_OPTION` for what no header can carry; the error does not show it. */
export function identityOf(auth: Auth | undefined, headers: Readonly<Record<string, string>> = {}): Identity {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/u.test(name) || !/^[\t\x20-\x7E]*$/u.test(value)) {
      throw bad("a header has a character that headers cannot have");
    }
  }
  const named = auth === undefined ? undefined : authorization(auth);
  const secret = auth === undefined ? undefined : "token" in auth ? auth.token : auth.password;
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    headers: {
      "user-agent": USER_AGENT,
      ...Object.fromEntries(own),
      ...(named === undefined ? {} : { authorization: named }),
    },
    secrets: new Secrets([secret, named?.split(" ")[1], ...own.map(([, value]) => value)]),
  };
}
