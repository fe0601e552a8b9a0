// Generated from schema/experiment.schema.json by generate.mjs; do not edit.

/**
 * How the probability of a feature falls with its rank.
 */
export type Decay = DecayByRate | DecayNone;
/**
 * The sparse autoencoder and its loss.
 */
export type Sae = SaeL1 | SaeTopK | SaeJumpRelu;
/**
 * An additional loss that revives dead elements.
 */
export type Auxiliary = AuxiliaryNone | AuxiliaryByTopK;
/**
 * How the learning rate goes on after its warm-up.
 */
export type Schedule = ScheduleConstant | ScheduleDecay;
/**
 * What is done about dead elements while training.
 */
export type Resample = ResampleNone | ResampleByLoss;
/**
 * The name of a seed.
 */
export type SeedName = "features" | "data" | "init";
/**
 * A named number measured on a cell. `mmcs.truth`: mean over ground-truth features of the largest cosine similarity to a dictionary element (with its chance level, mmcs.truth.chance); `recovered.truth`: share of features recovered; `loss.reconstruction`, `loss.total`: held-out losses; `l1.norm`: ‖c‖₁/J; `l1.penalty`: the weighted penalty; `l0`: active elements per sample; `dead`: dead elements; `mmcs.larger`: MMCS of the dictionary with all larger ones of otherwise equal cells, `mmcs.larger.next`: with the next larger (both with their chance levels, absent for the largest); `mmcs.across`: with those of other seeds, of the same size or of evaluate.compareSize; `mmcs.truth.averaged`: MMCS to truth once every element is averaged with the most similar ones of other seeds; `loss.reconstruction.standardised`, `l1.norm.standardised`: log losses, less their mean and divided by their deviation over the grid of L1 coefficients and sizes; `ssll`: their sum; `mmcs.truth.live`: `mmcs.truth` over live elements alone; `mmcs.dictionary`: mean over dictionary elements of the largest cosine similarity to a feature, `mmcs.dictionary.live`: over live elements; `copies.truth`: elements per feature that has any above evaluate.recoveredAbove, `copies.truth.several`: share of features with more than one; `mmcs.matched`: mean cosine similarity of a one-to-one matching of features and elements (with its chance level), `recovered.matched`: share of features recovered by it; `activity.precision`, `activity.recall`, `activity.f1`: how well matched elements are active where their features are; `variance.explained`: share of the held-out variance that is reconstructed; `mmcs.truth.q1` to `mmcs.truth.q4`, `recovered.truth.q1` to `recovered.truth.q4`: the same as without q, over a quarter of the features by frequency, from the rarest to the most frequent; `converged`: whether training has converged, absent while it is too early to tell; `steps.reached`: the steps that were trained, which `train.until: converged` leaves open (the table has it then even if not asked for).
 */
export type MetricName =
  | "mmcs.truth"
  | "recovered.truth"
  | "loss.reconstruction"
  | "loss.total"
  | "l1.norm"
  | "l1.penalty"
  | "l0"
  | "dead"
  | "mmcs.larger"
  | "mmcs.larger.next"
  | "mmcs.across"
  | "mmcs.truth.averaged"
  | "loss.reconstruction.standardised"
  | "l1.norm.standardised"
  | "ssll"
  | "mmcs.truth.live"
  | "mmcs.dictionary"
  | "mmcs.dictionary.live"
  | "copies.truth"
  | "copies.truth.several"
  | "mmcs.matched"
  | "recovered.matched"
  | "activity.precision"
  | "activity.recall"
  | "activity.f1"
  | "variance.explained"
  | "mmcs.truth.q1"
  | "mmcs.truth.q2"
  | "mmcs.truth.q3"
  | "mmcs.truth.q4"
  | "recovered.truth.q1"
  | "recovered.truth.q2"
  | "recovered.truth.q3"
  | "recovered.truth.q4"
  | "converged"
  | "steps.reached";

/**
 * Every setting of one cell, with nothing left open.
 */
export type Settings = {
  data: Data;
  sae: Sae;
  train: Train;
  seeds: Seeds;
  evaluate: Evaluate;
};
/**
 * The synthetic data: sparse codes times ground-truth features.
 */
export type Data = {
  /**
   * What the data is. `toy`: synthetic activations from known ground-truth features.
   */
  kind: "toy";
  /**
   * Size of an activation vector, h in the post.
   */
  activationDim: number;
  /**
   * Number of ground-truth features, G in the post.
   */
  nFeatures: number;
  /**
   * Expected number of active features in a sample; above 0, at most data.nFeatures.
   */
  active: number;
  /**
   * Covariance of the normal draw behind the activation probabilities. `raw`: the shifted symmetric uniform matrix of the follow-up code (diagonal about 9.6); `unit`: the same scaled to a unit diagonal; `none`: independent.
   */
  covariance: "raw" | "unit" | "none";
  /**
   * How often the correlated normal is drawn. `batch`: once for a minibatch; `sample`: once for every sample.
   */
  draw: "batch" | "sample";
  decay: Decay;
  /**
   * Distribution of the strength of an active feature. `uniform`: between 0 and 1; `constant`: ½; `exponential`, `halfNormal`: mean ½, with a tail beyond 1; `productOfUniforms`: the product of two numbers between 0 and 1 (mean ¼), which the follow-up code drew by mistake for a while.
   */
  strengths: "uniform" | "constant" | "exponential" | "halfNormal" | "productOfUniforms";
  /**
   * Set one random feature to 1 in every sample that has none active, as the follow-up code does.
   */
  forceActive: boolean;
  /**
   * Root mean square length of the normal noise added to a feature's direction (of length 1), drawn anew for every sample; 0 is none.
   */
  jitter: number;
  /**
   * Distribution of the ground-truth features. `sphere`: uniform on the unit sphere; `positive`: the same with the absolute value of every entry.
   */
  directions: "sphere" | "positive";
  correlation: Correlation;
  noise: Noise;
};
/**
 * Probabilities that fall with the rank g of a feature.
 */
export type DecayByRate = {
  /**
   * `power`: p^(rate·g), g from 1, as the post's text reads; `geometric`: p·rate^g, g from 0, as the follow-up code computes.
   */
  kind: "power" | "geometric";
  /**
   * The rate of the decay, λ in the post; above 0, at most 1.
   */
  rate: number;
};
/**
 * No decay: every rank is treated alike.
 */
export type DecayNone = {
  /**
   * `none`: every rank is treated alike; takes no rate.
   */
  kind: "none";
};
/**
 * Correlation of low rank, mixed into the covariance C₀ of data.covariance: C = (1 − s)·C₀ + s·D^½·W·Wᵀ·D^½ with strength s, D the diagonal of C₀ and W of nFeatures random unit rows of length rank. Two features correlate by s times the cosine of their rows, where C₀ itself is `none`.
 */
export type Correlation = {
  /**
   * Share s of the variance that the features have in common through W; 0 is none.
   */
  strength: number;
  /**
   * Number of causes that features have in common: columns of W. At 1 all features rise and fall together, half of them against the other half.
   */
  rank: number;
};
/**
 * Normal noise on the training data, drawn anew for every sample, in every dimension alike. Held-out losses are of clean data.
 */
export type Noise = {
  /**
   * Standard deviation, in each dimension, of the noise on the autoencoder's input; 0 is none. Its length is about √activationDim times that, where a feature has length 1.
   */
  input: number;
  /**
   * What the reconstruction is compared with. `clean`: the input without its noise (a denoising autoencoder); `noisy`: the input with its noise, as the follow-up code does.
   */
  target: "clean" | "noisy";
  /**
   * Standard deviation, in each dimension, of noise on the target that is independent of the input's; 0 is none.
   */
  label: number;
};
/**
 * An autoencoder with an L1 penalty.
 */
export type SaeL1 = {
  /**
   * Number of dictionary elements, J in the post.
   */
  dictSize: number;
  /**
   * What makes a code of a pre-activation z. `relu`: max(z, 0), with an L1 penalty; `topk`: the k largest z of a sample that are above 0 (Gao et al. 2024); `batchtopk`: the k a sample largest of a minibatch (Bussmann et al. 2024), after training all above the running mean of the smallest kept; `jumprelu`: z where it is above a learned threshold, with an L0 penalty (Rajamanoharan et al. 2024); `gated`: gate and magnitude apart, with an L1 penalty on the gates (Rajamanoharan et al. 2024).
   */
  activation: "relu" | "gated";
  /**
   * Weight of the L1 penalty, α in the post; 0 is no penalty.
   */
  l1Coefficient: number;
  /**
   * How the L1 norm of the codes enters the loss. `mean`: divided by sae.dictSize, as in the post; `sum`: as it is.
   */
  l1Normalise: "mean" | "sum";
  /**
   * How decoder rows are held at length 1. `project`: rescaled before every forward pass, no gradient through the norm; `through`: normalised in the forward pass, with the gradient through it.
   */
  unitNorm: "project" | "through";
  init: Init;
  /**
   * Whether the encoder is the unit dictionary itself, transposed, instead of a matrix of its own; sae.init.encoder then decides about the bias alone.
   */
  tied: boolean;
  /**
   * A learned bias of the reconstruction, 0 at first. `none`: there is none; `output`: added to the reconstruction; `both`: also taken from the encoder's input (Gao et al. 2024).
   */
  decoderBias: "none" | "output" | "both";
};
/**
 * Initial parameters of the autoencoder.
 */
export type Init = {
  /**
   * `linear`: uniform within ±1/√activationDim, bias too; `transpose`: the decoder transposed, bias 0.
   */
  encoder: "linear" | "transpose";
  /**
   * `orthogonal`: orthogonal rows (or columns, where there are more rows); `sphere`: rows uniform on the unit sphere.
   */
  decoder: "orthogonal" | "sphere";
};
/**
 * An autoencoder that keeps a number of codes.
 */
export type SaeTopK = {
  /**
   * Number of dictionary elements, J in the post.
   */
  dictSize: number;
  /**
   * What makes a code of a pre-activation z. `relu`: max(z, 0), with an L1 penalty; `topk`: the k largest z of a sample that are above 0 (Gao et al. 2024); `batchtopk`: the k a sample largest of a minibatch (Bussmann et al. 2024), after training all above the running mean of the smallest kept; `jumprelu`: z where it is above a learned threshold, with an L0 penalty (Rajamanoharan et al. 2024); `gated`: gate and magnitude apart, with an L1 penalty on the gates (Rajamanoharan et al. 2024).
   */
  activation: "topk" | "batchtopk";
  /**
   * Codes that stay: of every sample (`topk`), or of a minibatch for each of its samples (`batchtopk`); at most sae.dictSize. Of equal codes those of lower index stay.
   */
  k: number;
  /**
   * How decoder rows are held at length 1. `project`: rescaled before every forward pass, no gradient through the norm; `through`: normalised in the forward pass, with the gradient through it.
   */
  unitNorm: "project" | "through";
  init: Init;
  /**
   * Whether the encoder is the unit dictionary itself, transposed, instead of a matrix of its own; sae.init.encoder then decides about the bias alone.
   */
  tied: boolean;
  /**
   * A learned bias of the reconstruction, 0 at first. `none`: there is none; `output`: added to the reconstruction; `both`: also taken from the encoder's input (Gao et al. 2024).
   */
  decoderBias: "none" | "output" | "both";
  auxiliary: Auxiliary;
};
/**
 * No additional loss.
 */
export type AuxiliaryNone = {
  /**
   * `none`: there is none.
   */
  kind: "none";
};
/**
 * Dead elements reconstruct what the others leave.
 */
export type AuxiliaryByTopK = {
  /**
   * `auxk`: dead elements reconstruct what the others leave, by their largest pre-activations (Gao et al. 2024).
   */
  kind: "auxk";
  /**
   * Weight of the auxiliary loss.
   */
  coefficient: number;
  /**
   * Codes of dead elements that reconstruct a sample.
   */
  k: number;
  /**
   * An element takes part when its code was 0 for this many minibatches, the present one included.
   */
  deadAfter: number;
};
/**
 * An autoencoder with learned thresholds.
 */
export type SaeJumpRelu = {
  /**
   * Number of dictionary elements, J in the post.
   */
  dictSize: number;
  /**
   * What makes a code of a pre-activation z. `relu`: max(z, 0), with an L1 penalty; `topk`: the k largest z of a sample that are above 0 (Gao et al. 2024); `batchtopk`: the k a sample largest of a minibatch (Bussmann et al. 2024), after training all above the running mean of the smallest kept; `jumprelu`: z where it is above a learned threshold, with an L0 penalty (Rajamanoharan et al. 2024); `gated`: gate and magnitude apart, with an L1 penalty on the gates (Rajamanoharan et al. 2024).
   */
  activation: "jumprelu";
  /**
   * Weight of the share of active codes, ‖c‖₀/J, in the loss.
   */
  l0Coefficient: number;
  /**
   * Width of the window around its threshold in which a pre-activation counts for the threshold's pseudo-derivative.
   */
  bandwidth: number;
  /**
   * Threshold of every element before training.
   */
  initialThreshold: number;
  /**
   * How decoder rows are held at length 1. `project`: rescaled before every forward pass, no gradient through the norm; `through`: normalised in the forward pass, with the gradient through it.
   */
  unitNorm: "project" | "through";
  init: Init;
  /**
   * Whether the encoder is the unit dictionary itself, transposed, instead of a matrix of its own; sae.init.encoder then decides about the bias alone.
   */
  tied: boolean;
  /**
   * A learned bias of the reconstruction, 0 at first. `none`: there is none; `output`: added to the reconstruction; `both`: also taken from the encoder's input (Gao et al. 2024).
   */
  decoderBias: "none" | "output" | "both";
  auxiliary: Auxiliary;
};
/**
 * The training of one cell.
 */
export type Train = {
  /**
   * Number of training steps, one fresh minibatch each. As an axis: points on one trajectory, which is trained once.
   */
  steps: number;
  /**
   * Samples in a minibatch.
   */
  batch: number;
  optimizer: Adam;
  schedule: Schedule;
  /**
   * Steps over which the learning rate grows in a straight line to its full value; 0 is none.
   */
  warmup: number;
  /**
   * Steps over which the L1 coefficient grows in a straight line from 0 to its full value; 0 is none.
   */
  l1Warmup: number;
  resample: Resample;
  /**
   * When training ends. `steps`: after train.steps; `converged`: as soon as, from one step 1, 2, 5 × 10^k to the next, the dictionary stands still, L0 hardly changes and few elements die; after train.steps at the latest.
   */
  until: "steps" | "converged";
  history: History;
};
/**
 * The Adam optimizer.
 */
export type Adam = {
  /**
   * The optimizer. `adam`: Adam with bias correction.
   */
  kind: "adam";
  /**
   * Step size of Adam.
   */
  learningRate: number;
  /**
   * Decay of Adam's first moment, from 0 to below 1.
   */
  beta1: number;
  /**
   * Decay of Adam's second moment, from 0 to below 1.
   */
  beta2: number;
  /**
   * Added to the root of the second moment, so that nothing is divided by 0.
   */
  epsilon: number;
};
/**
 * A learning rate that stays as it is.
 */
export type ScheduleConstant = {
  /**
   * `constant`: the learning rate stays as it is.
   */
  kind: "constant";
};
/**
 * A learning rate that falls until train.steps.
 */
export type ScheduleDecay = {
  /**
   * `linear`: the learning rate falls in a straight line; `cosine`: along half a cosine. Both end at train.steps, so that other steps are another training.
   */
  kind: "linear" | "cosine";
  /**
   * Share of train.steps after which the learning rate begins to fall; never before its warm-up ends.
   */
  start: number;
  /**
   * What the learning rate falls to, as a share of itself.
   */
  final: number;
};
/**
 * Dead elements stay dead.
 */
export type ResampleNone = {
  /**
   * `none`: dead elements are left as they are.
   */
  kind: "none";
};
/**
 * Dead elements start anew towards samples that are badly reconstructed.
 */
export type ResampleByLoss = {
  /**
   * `loss`: every so many steps each dead element starts anew in the direction of a sample drawn with probability proportional to its squared loss (Bricken et al. 2023).
   */
  kind: "loss";
  /**
   * Dead elements are resampled after each multiple of so many steps.
   */
  every: number;
  /**
   * No resampling after this step; at least train.resample.every.
   */
  until: number;
  /**
   * An element is resampled if its code was 0 for this many minibatches.
   */
  window: number;
  /**
   * Minibatches whose samples are drawn from: the first ones of the 256 that training then stands in.
   */
  batches: number;
  /**
   * Norm of a resampled encoder row, as a share of the mean norm of those that are alive.
   */
  encoderScale: number;
};
/**
 * What training records on its way: losses, L0, dead elements, MMCS and movement.
 */
export type History = {
  /**
   * How many steps of a decade have an entry, where it has that many whole steps. `3`: 1, 2 and 5 × 10^k. More: these, and 10^(k/perDecade) to two digits. It changes neither the weights nor `converged`, but is a training of its own.
   */
  perDecade: number;
};
/**
 * Seeds of the random streams.
 */
export type Seeds = {
  /**
   * Seed of the ground-truth features and of the covariance. An unsigned 32-bit integer.
   */
  features: number;
  /**
   * Seed of the training and held-out codes. An unsigned 32-bit integer.
   */
  data: number;
  /**
   * Seed of the initial parameters. An unsigned 32-bit integer.
   */
  init: number;
};
/**
 * How metrics are measured. Part of no training key.
 */
export type Evaluate = {
  /**
   * Number of held-out minibatches behind the losses, L0, L1, activity and frequencies.
   */
  heldOutBatches: number;
  /**
   * A dictionary element is dead when its code was 0 for this many minibatches before the step; at earlier steps the count is absent.
   */
  deadWindow: number;
  /**
   * Cosine similarity above which a ground-truth feature counts as recovered.
   */
  recoveredAbove: number;
  /**
   * Which other dictionaries `mmcs.across` and `mmcs.truth.averaged` take: those of cells that have another seed for this and are the same otherwise. `init`: another initialisation; `data`: other training data; `initAndData`: either or both.
   */
  compareAcross: "init" | "data" | "initAndData";
  /**
   * Size of the dictionaries that `mmcs.across` compares with; 0 is the cell's own.
   */
  compareSize: number;
  /**
   * Signed cosine similarity that the most similar element of another dictionary must exceed to enter an average; where none does, an element stays as it is.
   */
  averageAbove: number;
};
