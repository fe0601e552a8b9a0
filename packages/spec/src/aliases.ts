import { settingSchemas } from "./setting-paths.ts";

/** What settings are called elsewhere: in papers, in libraries for sparse autoencoders, in trainers. Small letters and digits alone. */
const others: readonly (readonly [path: string, ...names: readonly string[]])[] = [
  ["train.optimizer.learningRate", "lr", "learningrate", "stepsize", "eta"],
  ["train.optimizer.beta1", "b1", "adambeta1", "betas", "momentum"],
  ["train.optimizer.beta2", "b2", "adambeta2"],
  ["train.optimizer.epsilon", "eps", "adameps", "adamepsilon"],
  ["train.steps", "epochs", "epoch", "nepochs", "numepochs", "nsteps", "numsteps", "maxsteps", "trainsteps"],
  ["train.steps", "trainingsteps", "totaltrainingsteps", "iterations", "niterations", "iters", "niters"],
  ["train.batch", "batchsize", "bs", "minibatch", "minibatchsize", "trainbatchsize", "samplesperbatch"],
  ["train.warmup", "warmupsteps", "lrwarmup", "lrwarmupsteps"],
  ["train.l1Warmup", "l1warmupsteps", "sparsitywarmup", "sparsitywarmupsteps"],
  ["train.schedule.kind", "scheduler", "lrscheduler", "lrschedule", "decaytype"],
  ["train.resample.every", "resampleevery", "resamplesteps", "resampleinterval"],
  ["sae.l1Coefficient", "alpha", "lambda", "lambda1", "l1", "l1alpha", "l1coeff", "l1coef", "l1coefficient"],
  ["sae.l1Coefficient", "l1lambda", "l1penalty", "l1weight", "sparsity", "sparsitycoeff", "sparsitycoefficient"],
  ["sae.l1Coefficient", "sparsitypenalty", "sparsityweight"],
  ["sae.l0Coefficient", "l0coeff", "l0coef", "l0coefficient", "l0lambda", "l0penalty"],
  ["sae.dictSize", "dsae", "nlatents", "latents", "numlatents", "nlatent", "latentdim", "dictsize", "dictionarysize"],
  [
    "sae.dictSize",
    "ndict",
    "ddict",
    "hidden",
    "dhidden",
    "nhidden",
    "hiddensize",
    "hiddendim",
    "width",
    "saewidth",
    "j",
  ],
  ["sae.activation", "activationfn", "activationfunction", "nonlinearity", "architecture"],
  ["sae.k", "topk"],
  ["sae.tied", "tiedweights", "tieweights", "tiedencoder"],
  ["sae.unitNorm", "normalizedecoder", "normalisedecoder", "decodernorm", "setdecodernormto1"],
  ["sae.bandwidth", "jumprelubandwidth"],
  ["sae.initialThreshold", "jumpreluthreshold", "threshold"],
  [
    "data.activationDim",
    "h",
    "din",
    "dmodel",
    "dmlp",
    "inputdim",
    "dinput",
    "actsize",
    "activationsize",
    "dembed",
    "d",
  ],
  ["data.nFeatures", "g", "numfeatures", "nfeatures", "nground", "ntruefeatures", "ngroundtruthfeatures"],
  ["data.active", "activefeatures", "nactive", "numactive", "sparsitylevel"],
  ["data.noise.input", "noisestd", "noiselevel"],
  ["evaluate.deadWindow", "deadwindow", "deadfeaturewindow", "deadafter", "deadtoksthreshold"],
  ["seeds.init", "seed", "randomseed", "randomstate", "rngseed", "manualseed"],
];

const byName = new Map(others.flatMap(([path, ...names]) => names.map((name) => [name, path] as const)));

/** Names of a size as a multiple, which only an axis has. */
const multiples: ReadonlySet<string> = new Set([
  "expansionfactor",
  "expansion",
  "expansionratio",
  "dictratio",
  "dictmult",
  "dictmultiplier",
  "widthfactor",
]);

const plainName = (name: string): string =>
  name
    .slice(name.lastIndexOf(".") + 1)
    .toLowerCase()
    .replaceAll(/[^a-z\d]/gu, "");

/** The setting that a name means in other programs, or in papers; `undefined` where there is none. */
export function settingMeant(name: string): string | undefined {
  return byName.get(plainName(name));
}

/** The setting that has a name as its last key, in whatever part of the settings; `undefined` where none or several have. */
export function settingElsewhere(name: string): string | undefined {
  const own = [...settingSchemas.keys()].filter((path) => plainName(path) === plainName(name));
  return own.length === 1 ? own[0] : undefined;
}

/** What to write instead of a name that other programs have for a setting; `undefined` for all other names. */
export function aliasHint(name: string, section: string = ""): string | undefined {
  const plain = plainName(name);
  if (multiples.has(plain))
    return "give the size as an axis: grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [1, 2] } }";
  const path = settingMeant(name);
  if (path === undefined) return undefined;
  const shown = section !== "" && path.startsWith(`${section}.`) ? path.slice(section.length + 1) : path;
  if (plain.includes("epoch")) return `write ${shown}: minibatches never repeat, so there are no epochs`;
  if (path === "seeds.init")
    return "there are three: seeds: { features: 0, data: 0, init: 0 }; repeats: 5 runs every cell with five of each";
  return `did you mean ${shown}?`;
}
