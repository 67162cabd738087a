/// The loop over all players and pairs of coalitions, blocked for the caches.
///
/// Bits 0–4 are done in registers, up to 2¹¹ values in the first-level cache, up to 2¹⁷ in the
/// second, and above that up to five bits in one sweep over memory. Rows that are a power of two
/// apart fall into the same few lines of a cache, so each line is used whole at its first touch and
/// rows far apart are gathered.
enum SubsetKernel<Step: Butterfly> {
  private typealias Pointer = UnsafeMutablePointer<Double>

  /// 16 KiB, half of a small first-level cache.
  private static var smallBits: Int { 11 }
  /// 1 MiB, a second-level cache.
  private static var largeBits: Int { 17 }
  /// The most bits of one sweep: 32 rows.
  private static var sweepBits: Int { 5 }
  /// Values gathered of a row at a time; 16 KiB of all rows.
  private static var column: Int { 64 }

  /// Transforms 2^bits values in place.
  static func run(_ values: UnsafeMutablePointer<Double>, _ bits: Int) {
    guard bits >= 5 else { return plain(values, bits) }
    withUnsafeTemporaryAllocation(byteCount: 8 * (column << sweepBits + 1), alignment: 64) {
      buffer in
      guard let rows = buffer.bindMemory(to: Double.self).baseAddress else { return }
      rows[column << sweepBits] = Step.neutral
      let small = min(bits, smallBits)
      let large = min(bits, largeBits)
      for start in stride(from: 0, to: 1 << bits, by: 1 << large) {
        for inner in stride(from: start, to: start + 1 << large, by: 1 << small) {
          block(values + inner, small, rows)
        }
        raise(values + start, from: small, to: large, rows)
      }
      raise(values, from: large, to: bits, rows)
    }
  }

  private static func plain(_ values: Pointer, _ bits: Int) {
    for bit in 0..<bits {
      let run = 1 << bit
      for start in stride(from: 0, to: 1 << bits, by: 2 * run) {
        for index in start..<start + run { Step.step(&values[index], &values[index + run]) }
      }
    }
  }

  /// All bits of a table of 2⁵ to 2¹¹ values.
  ///
  /// They go through `rows`, since an array rarely begins at a multiple of a vector's size, and every
  /// other vector that does not crosses a line of the cache. The neutral value comes through memory
  /// and the function stands apart, because where it is a constant to the compiler, it takes vectors
  /// with neutral lanes to pieces.
  @inline(never)
  private static func block(_ values: Pointer, _ bits: Int, _ rows: Pointer) {
    let neutral = rows[column << sweepBits]
    let work = bits > 5 ? rows : values
    var start = 0
    while start < 1 << bits {
      var eight = EightRows<Step>(values + start, 4)
      eight.combineWithin(neutral: neutral)
      eight.combine()
      eight.write(work + start, 4)
      start &+= 32
    }
    var bit = 5
    while bit < bits {
      let step = min(3, bits - bit)
      let target = bit + step < bits ? work : values
      for start in stride(from: 0, to: 1 << bits, by: 1 << (bit + step)) {
        sweep(work + start, 1 << bit, target + start, 1 << bit, step, width: 1 << bit)
      }
      bit += step
    }
  }

  /// The bits `first..<last` of a table of 2^last values, in as few sweeps as even shares allow.
  private static func raise(_ values: Pointer, from first: Int, to last: Int, _ rows: Pointer) {
    var bit = first
    var sweeps = (last - first + sweepBits - 1) / sweepBits
    while bit < last {
      let step = (last - bit + sweeps - 1) / sweeps
      for start in stride(from: 0, to: 1 << last, by: 1 << (bit + step)) {
        gathered(values + start, 1 << bit, step, rows)
      }
      bit += step
      sweeps -= 1
    }
  }

  /// Up to five bits, over rows `run` apart: each value is read once and written once.
  private static func gathered(_ values: Pointer, _ run: Int, _ bits: Int, _ rows: Pointer) {
    guard bits > 3 else { return sweep(values, run, values, run, bits, width: run) }
    for left in stride(from: 0, to: run, by: column) {
      let corner = values + left
      for group in 0..<1 << (bits - 3) {
        sweep(
          corner + group &* 8 &* run, run, rows + group &* 8 &* column, column, 3, width: column)
      }
      for group in 0..<8 {
        sweep(
          rows + group &* column, 8 &* column, corner + group &* run, 8 &* run, bits - 3,
          width: column)
      }
    }
  }

  /// One to three bits over 2, 4 or 8 rows, from `source` to `target`, which may be the same.
  @inline(__always)
  private static func sweep(
    _ source: Pointer, _ from: Int, _ target: Pointer, _ to: Int, _ bits: Int, width: Int
  ) {
    switch bits {
    case 3: eight(source, from, target, to, width)
    case 2: four(source, from, target, to, width)
    default: two(source, from, target, to, width)
    }
  }

  private static func eight(
    _ source: Pointer, _ from: Int, _ target: Pointer, _ to: Int, _ width: Int
  ) {
    var index = 0
    while index < width {
      var left = EightRows<Step>(source + index, from)
      var right = EightRows<Step>(source + index + 4, from)
      left.combine()
      right.combine()
      left.write(target + index, to)
      right.write(target + index + 4, to)
      index &+= 8
    }
  }

  private static func four(
    _ source: Pointer, _ from: Int, _ target: Pointer, _ to: Int, _ width: Int
  ) {
    var index = 0
    while index < width {
      var left = FourRows<Step>(source + index, from)
      var right = FourRows<Step>(source + index + 4, from)
      left.combine()
      right.combine()
      left.write(target + index, to)
      right.write(target + index + 4, to)
      index &+= 8
    }
  }

  private static func two(
    _ source: Pointer, _ from: Int, _ target: Pointer, _ to: Int, _ width: Int
  ) {
    var index = 0
    while index < width {
      var without = load(source + index)
      var with = load(source + index + from)
      Step.step(&without, &with)
      store(without, target + index)
      store(with, target + index + to)
      index &+= 4
    }
  }
}
