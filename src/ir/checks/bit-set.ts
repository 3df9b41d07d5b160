/**
 * Sets of bit positions as sorted ranges, so that a 2,000-bit vector assigned whole costs one entry. Invariant: ranges
 * are ascending, disjoint and not adjacent.
 */

/** Both ends included. */
export interface BitRange {
  readonly low: number;
  readonly high: number;
}

export class BitSet {
  private ranges: BitRange[] = [];

  static of(low: number, high: number): BitSet {
    const set = new BitSet();
    set.ranges = [{ low, high }];
    return set;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  list(): readonly BitRange[] {
    return this.ranges;
  }

  add(low: number, high: number): void {
    const first = this.firstEndingFrom(low - 1);
    let end = first;
    let merged: BitRange = { low, high };
    for (let at = this.ranges[end]; at !== undefined && at.low <= high + 1; at = this.ranges[++end]) {
      merged = { low: Math.min(merged.low, at.low), high: Math.max(merged.high, at.high) };
    }
    this.ranges.splice(first, end - first, merged);
  }

  addAll(other: BitSet): void {
    for (const range of other.ranges) this.add(range.low, range.high);
  }

  has(bit: number): boolean {
    const range = this.ranges[this.firstEndingFrom(bit)];
    return range !== undefined && range.low <= bit;
  }

  intersection(other: BitSet): BitSet {
    const result = new BitSet();
    let i = 0;
    let j = 0;
    for (;;) {
      const a = this.ranges[i];
      const b = other.ranges[j];
      if (a === undefined || b === undefined) return result;
      const low = Math.max(a.low, b.low);
      const high = Math.min(a.high, b.high);
      if (low <= high) result.ranges.push({ low, high });
      if (a.high < b.high) i++;
      else j++;
    }
  }

  /** Bits of 0..width-1 that are not in the set. */
  complement(width: number): BitSet {
    const result = new BitSet();
    let from = 0;
    for (const { low, high } of this.ranges) {
      if (low > from) result.ranges.push({ low: from, high: low - 1 });
      from = high + 1;
    }
    if (from < width) result.ranges.push({ low: from, high: width - 1 });
    return result;
  }

  /** Index of the first range whose high end is at `bit` or above. */
  private firstEndingFrom(bit: number): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle] as BitRange).high < bit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
