const two = (value: number): string => String(value).padStart(2, "0");

/** An ISO time as a person reads it, on the clock of this machine: `2026-01-31 09:05`. Other text stays as it is. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
