import { nodeKinds, type Versions } from "@goldilocks/plan";

/** Op versions that never change, so that a test's keys depend on this package alone. */
export const versions: Versions = Object.assign({}, ...nodeKinds.map((kind) => ({ [kind]: `${kind}@1` })));
