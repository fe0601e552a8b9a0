// Written by tests/golden/fingerprints.test.ts with UPDATE_GOLDEN=1; the same test recomputes it.
import type { Fingerprints } from "../fingerprint.ts";

/** The recorded fingerprint of every op. */
export const fingerprintOf: Fingerprints = {
  features: "7a2efb22af80a3a7",
  covariance: "82eb4007eca77caa",
  codes: "9e0521dfaa1b8ff6",
  point: "6389cf15d245e498",
  chance: "2b37d886d81e3a1f",
  similarity: "6dd3448547bc7b6c",
  heldOut: "06bc7b6e546663ae",
  dead: "12e1f5a8b8c0a413",
  convergence: "b30c11b317a88e73",
  ending: "1a80e341933968f3",
  pair: "afbb09eae86baaaa",
  larger: "2b75757a6e3dcbda",
  across: "b050d195d7fd2dcc",
  averaged: "14ea6a88ebf20350",
  standardised: "fee00ed062f375a7",
  elements: "e542ad62a13f5e42",
  elementsChance: "804358f8db76776f",
  matching: "a7a93f6ff47bdfda",
  matchingChance: "111dbd58458c74ce",
  activity: "e543db25ce0b6577",
  variance: "0f1fae4618e66e65",
  byFrequency: "63f7165b1377deb2",
  table: "b652b1b51c86630f",
  figure: "bfbde5a76eccfa4b",
  estimates: "6514eb296cabdd09",
  claims: "8cee005017383c77",
};
