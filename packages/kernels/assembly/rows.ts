// Sums over whole rows and lists, for the forms of the autoencoder that need them. `width` in bytes, a multiple of 128.

/** to = from − row, for each of `count` rows. */
export function subtractRow(from: usize, row: usize, count: usize, width: usize, to: usize): void {
  for (let i: usize = 0; i < count * width; i += width) {
    for (let o: usize = 0; o < width; o += 32) {
      v128.store(to + i + o, f32x4.sub(v128.load(from + i + o), v128.load(row + o)));
      v128.store(to + i + o, f32x4.sub(v128.load(from + i + o, 16), v128.load(row + o, 16)), 16);
    }
  }
}

/** rows += row, for each of `count` rows. */
export function addRow(rows: usize, row: usize, count: usize, width: usize): void {
  for (let i: usize = 0; i < count * width; i += width) {
    for (let o: usize = 0; o < width; o += 32) {
      v128.store(rows + i + o, f32x4.add(v128.load(rows + i + o), v128.load(row + o)));
      v128.store(rows + i + o, f32x4.add(v128.load(rows + i + o, 16), v128.load(row + o, 16)), 16);
    }
  }
}

/** out `[width]` = Σ of `count` rows, in order from +0. */
export function sumRows(rows: usize, count: usize, width: usize, out: usize): void {
  for (let o: usize = 0; o < width; o += 32) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    for (let at = rows + o; at < rows + count * width; at += width) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
    }
    v128.store(out + o, s0);
    v128.store(out + o, s1, 16);
  }
}

/** out `[width]` −= Σ weight · row over `count` rows, summed in order from +0. */
export function subtractWeighted(out: usize, weights: usize, rows: usize, count: usize, width: usize): void {
  for (let o: usize = 0; o < width; o += 32) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    for (let i: usize = 0; i < count; i++) {
      const weight = v128.load32_splat(weights + i * 4);
      const at = rows + i * width + o;
      s0 = f32x4.add(s0, f32x4.mul(weight, v128.load(at)));
      s1 = f32x4.add(s1, f32x4.mul(weight, v128.load(at, 16)));
    }
    v128.store(out + o, f32x4.sub(v128.load(out + o), s0));
    v128.store(out + o, f32x4.sub(v128.load(out + o, 16), s1), 16);
  }
}

/** out[j] = Σ of the values of list j, starts[j] … starts[j + 1], in order from +0. */
export function sumLists(starts: usize, values: usize, lists: usize, out: usize): void {
  for (let j: usize = 0; j < lists; j++) {
    const end = <usize>load<u32>(starts + j * 4, 4);
    let sum: f32 = 0;
    for (let n = <usize>load<u32>(starts + j * 4); n < end; n++) sum += load<f32>(values + n * 4);
    store<f32>(out + j * 4, sum);
  }
}

/** lastActive[j] = step, for each list that is not empty. */
export function markActive(starts: usize, lists: usize, lastActive: usize, step: u32): void {
  for (let j: usize = 0; j < lists; j++) {
    if (load<u32>(starts + j * 4, 4) > load<u32>(starts + j * 4)) store<u32>(lastActive + j * 4, step);
  }
}
