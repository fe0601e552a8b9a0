// Preloaded by `node --import`: the clock of this process and its threads is CLOCK_SHIFT milliseconds off, from CLOCK_AFTER milliseconds of
// its life on. What the system writes, such as the times of files, is not.
const { CLOCK_SHIFT: shift = "0", CLOCK_AFTER: after = "0" } = process.env;
const Real = Date;
const now = () => Real.now() + (performance.now() >= Number(after) ? Number(shift) : 0);

globalThis.Date = class extends Real {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }

  static now() {
    return now();
  }
};
