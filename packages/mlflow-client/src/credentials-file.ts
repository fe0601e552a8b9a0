import { readRegular } from "@goldilocks/regular-files";

/** What `~/.mlflow/credentials` says. */
export interface FileCredentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const MOST_BYTES = 65_536;

/** Reads the section `[mlflow]` of an INI file; an absent file, or a key that is not there, says nothing. */
export async function readCredentialsFile(file: string): Promise<FileCredentials> {
  const found = new Map<string, string>();
  let section = "";
  const bytes = await readRegular(file, MOST_BYTES).catch(() => new Uint8Array());
  for (const line of new TextDecoder().decode(bytes).split(/\r?\n/u)) {
    const { name, key, value } =
      /^\s*(?:\[(?<name>[^\]]*)\]|(?<key>[^#;=:\s][^=:]*?)\s*[=:]\s*(?<value>.*?))\s*$/u.exec(line)?.groups ?? {};
    if (name !== undefined) section = name;
    else if (key !== undefined && section === "mlflow") found.set(key.toLowerCase(), value ?? "");
  }
  return { username: found.get("mlflow_tracking_username"), password: found.get("mlflow_tracking_password") };
}
