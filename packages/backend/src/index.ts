export { fromMessage, toMessage } from "./error-message.ts";
export { kernelsBytes } from "./kernels-module.ts";
export { serveWorker, type WorkerData } from "./serve-worker.ts";
export { prepareKernels, type PreparedKernels, type VectorFusing } from "./vector-fusing.ts";
export { WorkerPool, type WorkerPoolOptions } from "./worker-pool.ts";
