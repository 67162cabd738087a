import Base
import Glibc

// Bounds are met element by element, so those loops vectorise; sums over a row, of which there is one
// in a step of L2, are in Double and in order.

extension NetworkScalar {
  /// Cross-entropy falls by (1 − p) times what the log-odds rise, so their gradients point the same
  /// way, but this one does not vanish where the network is sure: softmax over the other classes,
  /// less one for the label.
  public static func oddsSlopes(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    into slopes: UnsafeMutablePointer<Self>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: classes) { scratch in
      guard let shares = scratch.baseAddress else { return }
      for row in 0..<count {
        let line = logits + row &* classes
        let label = Int(labels[row])
        var largest = -Double.infinity
        for k in 0..<classes where k != label { largest = max(largest, line[k].asDouble) }
        var sum = 0.0
        for k in 0..<classes {
          shares[k] = k == label ? 0 : exp(line[k].asDouble - largest)
          sum += shares[k]
        }
        for k in 0..<classes {
          slopes[row &* classes &+ k] = k == label ? -1 : Self(shares[k] / sum)
        }
      }
    }
  }

  /// One stream per (seed, id, restart); L2: a normal direction, the radius ε·u^(1/elements).
  public static func attackStarts(
    _ points: UnsafeMutablePointer<Self>, samples: UnsafePointer<Self>, _ space: AttackSpace<Self>,
    _ norm: Attack.Norm, epsilon: Double, seed: UInt64, ids: UnsafePointer<Int64>, restart: UInt32,
    rows: Int
  ) {
    let elements = space.elements
    let unit = space.unit.pointer
    for row in 0..<rows {
      var stream = RandomStream(
        seed: seed, purpose: "attack start", index: UInt64(bitPattern: ids[row]),
        subindex: restart)
      let point = points + row &* elements
      let sample = samples + row &* elements
      switch norm {
      case .linf:
        for i in 0..<elements {
          point[i] = sample[i] + unit[i] * Self(stream.uniform(-epsilon, epsilon))
        }
      case .l2:
        var squares = 0.0
        for i in 0..<elements {
          let number = stream.normal()
          squares += number * number
          point[i] = Self(number)
        }
        let radius = epsilon * pow(stream.uniform(), 1 / Double(elements))
        let scale = Self(squares > 0 ? radius / squares.squareRoot() : 0)
        for i in 0..<elements { point[i] = sample[i] + unit[i] * scale * point[i] }
      }
      clamp(point, around: sample, space)
    }
  }

  /// Into the range, or no further out of it than the sample is.
  @inline(__always)
  private static func clamp(
    _ point: UnsafeMutablePointer<Self>, around sample: UnsafePointer<Self>,
    _ space: AttackSpace<Self>
  ) {
    let lower = space.lower.pointer
    let upper = space.upper.pointer
    for i in 0..<space.elements {
      let value = point[i]
      let own = sample[i]
      let least = lower[i]
      let greatest = upper[i]
      let low = own < least ? own : least
      let high = own > greatest ? own : greatest
      let raised = value < low ? low : value
      point[i] = raised > high ? high : raised
    }
  }

  /// By the sign of each element's gradient; into the ball, then into the range.
  ///
  /// A gradient of 0 or NaN does not move its element.
  public static func signSteps(
    _ points: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    samples: UnsafePointer<Self>, _ space: AttackSpace<Self>, step: Double, epsilon: Double,
    rows: Int
  ) {
    let elements = space.elements
    let unit = space.unit.pointer
    let length = Self(step)
    let radius = Self(epsilon)
    for row in 0..<rows {
      let point = points + row &* elements
      let gradient = gradients + row &* elements
      let sample = samples + row &* elements
      for i in 0..<elements {
        let slope = gradient[i]
        let own = sample[i]
        let reach = radius * unit[i]
        let up: Self = slope > 0 ? 1 : 0
        let down: Self = slope < 0 ? 1 : 0
        let value = point[i] + (up - down) * length * unit[i]
        let low = own - reach
        let high = own + reach
        let raised = value < low ? low : value
        point[i] = raised > high ? high : raised
      }
      clamp(point, around: sample, space)
    }
  }

  /// Along the gradient in units of the space; drawn back towards the sample if the ball is left,
  /// then into the range, which brings it nearer still.
  ///
  /// A gradient that is 0 or not finite moves nothing.
  public static func gradientSteps(
    _ points: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    samples: UnsafePointer<Self>, _ space: AttackSpace<Self>, step: Double, epsilon: Double,
    rows: Int
  ) {
    let elements = space.elements
    let unit = space.unit.pointer
    for row in 0..<rows {
      let point = points + row &* elements
      let gradient = gradients + row &* elements
      let sample = samples + row &* elements
      var squares = 0.0
      for i in 0..<elements {
        let slope = gradient[i].asDouble * unit[i].asDouble
        squares += slope * slope
      }
      guard squares > 0, squares.isFinite else { continue }
      let factor = step / squares.squareRoot()
      var change = 0.0
      for i in 0..<elements {
        let scale = unit[i].asDouble
        let moved = point[i].asDouble + factor * scale * scale * gradient[i].asDouble
        let length = (moved - sample[i].asDouble) / scale
        change += length * length
        point[i] = Self(moved)
      }
      let length = change.squareRoot()
      if length > epsilon {
        let share = Self(epsilon / length)
        for i in 0..<elements { point[i] = sample[i] + share * (point[i] - sample[i]) }
      }
      clamp(point, around: sample, space)
    }
  }

  /// In `Double`.
  public static func changes(
    _ points: UnsafePointer<Self>, from samples: UnsafePointer<Self>, _ space: AttackSpace<Self>,
    _ norm: Attack.Norm, rows: Int, into lengths: UnsafeMutablePointer<Double>
  ) {
    let elements = space.elements
    let unit = space.unit.pointer
    for row in 0..<rows {
      var squares = 0.0
      var largest = 0.0
      for i in row &* elements..<(row &+ 1) &* elements {
        let scale = unit[i &- row &* elements].asDouble
        let length = abs(points[i].asDouble - samples[i].asDouble) / scale
        squares += length * length
        largest = max(largest, length)
      }
      lengths[row] = norm == .linf ? largest : squares.squareRoot()
    }
  }
}
