/** Media types of what a node makes. */
export const mediaTypes = {
  tensors: "application/x-safetensors",
  json: "application/json",
  csv: "text/csv",
  svg: "image/svg+xml",
  png: "image/png",
  markdown: "text/markdown",
} as const;
