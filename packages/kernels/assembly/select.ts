// Exact selection among codes ≥ +0. Their bits, read as whole numbers, have the order of the numbers, so that a bound is found by
// halving an interval of whole numbers: no sort, and the same bound on every machine. A NaN counts as the largest: it stays, and is
// caught in the loss.

/**
 * Keeps the `k` largest of `count` codes and sets the others to +0, in place; of equal codes at the bound those that stand first stay.
 * `count` a multiple of 8. Returns how many codes that are not 0 stay.
 */
export function keepLargest(codes: usize, count: usize, k: u32): u32 {
  const active = countAbove(codes, count, 0);
  if (active <= k) return active;
  let low: u32 = 0;
  let high: u32 = largest(codes, count);
  let kept: u32 = 0;
  // More than k codes lie above `low`, at most k above `high`.
  while (high - low > 1) {
    const middle = low + ((high - low) >> 1);
    const above = countAbove(codes, count, middle);
    if (above > k) {
      low = middle;
      continue;
    }
    high = middle;
    if (above == k) break;
  }
  kept = countAbove(codes, count, high);
  clearUpTo(codes, count, high, k - kept);
  return k;
}

/** The smallest code that is not 0; 0 where there is none. `count` a multiple of 8. */
export function smallestActive(codes: usize, count: usize): f32 {
  const one = i32x4.splat(1);
  // Less 1, a 0 is the largest whole number.
  let m0 = i32x4.splat(-1);
  let m1 = m0;
  for (let o: usize = 0; o < count * 4; o += 32) {
    m0 = i32x4.min_u(m0, i32x4.sub(v128.load(codes + o), one));
    m1 = i32x4.min_u(m1, i32x4.sub(v128.load(codes + o, 16), one));
  }
  const m = i32x4.min_u(m0, m1);
  const first = min<u32>(i32x4.extract_lane(m, 0), i32x4.extract_lane(m, 1));
  const second = min<u32>(i32x4.extract_lane(m, 2), i32x4.extract_lane(m, 3));
  return reinterpret<f32>(min<u32>(first, second) + 1);
}

function largest(codes: usize, count: usize): u32 {
  let m0 = i32x4.splat(0);
  let m1 = m0;
  for (let o: usize = 0; o < count * 4; o += 32) {
    m0 = i32x4.max_u(m0, v128.load(codes + o));
    m1 = i32x4.max_u(m1, v128.load(codes + o, 16));
  }
  const m = i32x4.max_u(m0, m1);
  const first = max<u32>(i32x4.extract_lane(m, 0), i32x4.extract_lane(m, 1));
  return max<u32>(first, max<u32>(i32x4.extract_lane(m, 2), i32x4.extract_lane(m, 3)));
}

/** How many codes have bits above `bound`. */
function countAbove(codes: usize, count: usize, bound: u32): u32 {
  const b = i32x4.splat(bound);
  let n0 = i32x4.splat(0);
  let n1 = n0;
  for (let o: usize = 0; o < count * 4; o += 32) {
    n0 = i32x4.sub(n0, i32x4.gt_u(v128.load(codes + o), b));
    n1 = i32x4.sub(n1, i32x4.gt_u(v128.load(codes + o, 16), b));
  }
  const n = i32x4.add(n0, n1);
  return i32x4.extract_lane(n, 0) + i32x4.extract_lane(n, 1) + i32x4.extract_lane(n, 2) + i32x4.extract_lane(n, 3);
}

/** Sets codes with bits up to `bound` to +0, but for the first `equal` of those that have just these bits. */
function clearUpTo(codes: usize, count: usize, bound: u32, equal: u32): void {
  let left = equal;
  for (let at = codes; at < codes + count * 4; at += 4) {
    const bits = load<u32>(at);
    if (bits > bound) continue;
    if (bits == bound && left > 0) left--;
    else store<u32>(at, 0);
  }
}
