import type { KernelExports, StepShares } from "@goldilocks/kernels";
import type { CourseParameters } from "@goldilocks/plan";

/** The cosine comes from WebAssembly: JavaScript's own differs in its last bits between engines. */
type Run = Pick<KernelExports, "cosine">;

/** Share of the full value at a step (from 1) of a warm-up: t/steps, then 1. */
const warmUp = (step: number, steps: number): number => (step < steps ? step / steps : 1);

/**
 * Share of the learning rate at a step (from 1) of a schedule that falls from step `start·total`, though not before its warm-up ends,
 * to `final` after step `total`. As PyTorch's LinearLR and CosineAnnealingLR, whose k-th update, from 0, is at step k + 1 here.
 */
function decay({ schedule, warmup, total }: CourseParameters, step: number, run: Run): number {
  if (schedule.kind === "constant") return 1;
  const start = Math.max(warmup, Math.round(schedule.start * total));
  const done = step - 1 - start;
  if (done <= 0) return 1;
  const progress = done / (total - start);
  const left = schedule.kind === "linear" ? 1 - progress : (1 + run.cosine(Math.PI * progress)) / 2;
  return schedule.final + (1 - schedule.final) * left;
}

/** What a step (from 1) takes of the learning rate and of the L1 penalty. Both are 1 in a course without changes. */
export function sharesAt(course: CourseParameters, step: number, run: Run): StepShares {
  return {
    rate: warmUp(step, course.warmup) * decay(course, step, run),
    penalty: warmUp(step, course.l1Warmup),
  };
}
