/** Media types of what a node makes. */
export const mediaTypes = {
  tensors: "application/x-safetensors",
  json: "application/json",
  csv: "text/csv",
  markdown: "text/markdown",
  svg: "image/svg+xml",
  png: "image/png",
  pdf: "application/pdf",
} as const;
