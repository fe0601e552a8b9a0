/** What an autoencoder can be exported to. Apart from the formats, so that to name them loads none. */
export const formatNames = ["saelens", "dictionary-learning", "safetensors", "numpy"] as const;

/** One of {@link formatNames}. */
export type FormatName = (typeof formatNames)[number];
