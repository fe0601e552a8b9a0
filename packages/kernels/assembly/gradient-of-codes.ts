// Gradient of the loss with respect to each active code: (error gradient of its sample) · (its dictionary element) + penalty.
// Both kernels take the dot product by sixteen partial sums, so they agree bit for bit.
import { combine, dotRows } from "./reduce";

/** gradients[n] for every listed active code. `error` `[samples, width]` and `dictionary` `[elements, width]`; `width` in bytes. */
export function gradientOfCodesSparse(
  offsets: usize,
  indices: usize,
  samples: usize,
  error: usize,
  dictionary: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
): void {
  for (let i: usize = 0; i < samples; i++) {
    const end = <usize>load<u32>(offsets + i * 4, 4);
    const e = error + i * width;
    for (let n = <usize>load<u32>(offsets + i * 4); n < end; n++) {
      const d = dictionary + <usize>load<u32>(indices + n * 4) * width;
      store<f32>(gradients + n * 4, dotRows(e, d, width) + penalty);
    }
  }
}

/** gradients `[samples, elements]`, +0 where the code is 0. `elements` a multiple of 2; `samples` any number. */
export function gradientOfCodesDense(
  codes: usize,
  samples: usize,
  elements: usize,
  error: usize,
  dictionary: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
): void {
  for (let j: usize = 0; j < elements; j += 2) {
    const d0 = dictionary + j * width;
    const d1 = d0 + width;
    for (let i: usize = 0; i < samples; i++) {
      const at = (i * elements + j) * 4;
      const e = error + i * width;
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      for (let o: usize = 0; o < width; o += 64) {
        const e0 = v128.load(e + o);
        const e1 = v128.load(e + o, 16);
        const e2 = v128.load(e + o, 32);
        const e3 = v128.load(e + o, 48);
        a0 = f32x4.add(a0, f32x4.mul(e0, v128.load(d0 + o)));
        a1 = f32x4.add(a1, f32x4.mul(e1, v128.load(d0 + o, 16)));
        a2 = f32x4.add(a2, f32x4.mul(e2, v128.load(d0 + o, 32)));
        a3 = f32x4.add(a3, f32x4.mul(e3, v128.load(d0 + o, 48)));
        b0 = f32x4.add(b0, f32x4.mul(e0, v128.load(d1 + o)));
        b1 = f32x4.add(b1, f32x4.mul(e1, v128.load(d1 + o, 16)));
        b2 = f32x4.add(b2, f32x4.mul(e2, v128.load(d1 + o, 32)));
        b3 = f32x4.add(b3, f32x4.mul(e3, v128.load(d1 + o, 48)));
      }
      const ga = combine(a0, a1, a2, a3) + penalty;
      const gb = combine(b0, b1, b2, b3) + penalty;
      store<f32>(gradients + at, load<f32>(codes + at) != 0 ? ga : 0);
      store<f32>(gradients + at, load<f32>(codes + at, 4) != 0 ? gb : 0, 4);
    }
  }
}
