import Base
import Glibc

/// A random network of two hidden layers over a grid of players: a game whose interactions look
/// like those of an image classifier, cheap enough to be sampled a million times.
///
/// Player i scales a "pixel" x_i, large in a few smooth blobs and small elsewhere. Each unit of the
/// first layer sees a patch of 5×5 cells, each of the second all of the first; both are rectified.
/// Interactions are therefore local, strong in few places and heavy-tailed over pairs, and their
/// size depends on the whole context.
public struct GridNetworkGame: Game, Sendable {
  /// The number of rows of the grid.
  public let rows: Int
  /// The number of columns of the grid.
  public let columns: Int
  /// First-layer weights times pixels, shape [player][unit]; 0 outside a unit's patch.
  private let contributions: [Float]
  /// Second-layer weights, shape [unit][first-layer unit].
  private let second: [Float]
  private let output: [Float]

  private static let units = 64
  private static let secondUnits = 16
  private static let patch = 5

  /// The network drawn from a seed.
  public init(rows: Int, columns: Int, seed: UInt64) {
    self.rows = rows
    self.columns = columns
    var stream = RandomStream(seed: seed, purpose: "grid network")
    let blobs = (0..<3).map { _ in
      (
        stream.uniform(0, Double(rows)), stream.uniform(0, Double(columns)), stream.uniform(1, 2.5),
        stream.uniform(0.5, 1.5)
      )
    }
    let pixels = (0..<rows * columns).map { player in
      blobs.reduce(0.1 * stream.normal()) { sum, blob in
        let down = Double(player / columns) - blob.0
        let across = Double(player % columns) - blob.1
        return sum + blob.3 * exp(-(down * down + across * across) / (2 * blob.2 * blob.2))
      }
    }
    var contributions = [Float](repeating: 0, count: rows * columns * Self.units)
    for unit in 0..<Self.units {
      let top = stream.below(max(1, rows - Self.patch + 1))
      let left = stream.below(max(1, columns - Self.patch + 1))
      for row in top..<min(rows, top + Self.patch) {
        for column in left..<min(columns, left + Self.patch) {
          let player = row * columns + column
          contributions[player * Self.units + unit] = Float(stream.normal() * pixels[player])
        }
      }
    }
    self.contributions = contributions
    let scale = (2 / Double(Self.units)).squareRoot()
    second = (0..<Self.secondUnits * Self.units).map { _ in Float(scale * stream.normal()) }
    output = (0..<Self.secondUnits).map { _ in Float(stream.normal()) }
  }

  /// The number of players, one per cell.
  public var playerCount: Int { rows * columns }

  /// The output of the network for each coalition.
  public func values(of coalitions: CoalitionBlock) -> [Double] {
    typealias Lanes = SIMD16<Float>
    let width = coalitions.wordsPerCoalition
    return contributions.withUnsafeBytes { contributions in
      second.withUnsafeBytes { second in
        coalitions.words.withUnsafeBufferPointer { words in
          (0..<coalitions.count).map { place in
            var hidden = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
            for word in 0..<width {
              var rest = words[place &* width &+ word]
              while rest != 0 {
                let player = 64 &* word &+ rest.trailingZeroBitCount
                rest &= rest &- 1
                let start = player &* Self.units &* 4
                hidden.0 += contributions.loadUnaligned(fromByteOffset: start, as: Lanes.self)
                hidden.1 += contributions.loadUnaligned(fromByteOffset: start &+ 64, as: Lanes.self)
                hidden.2 += contributions.loadUnaligned(
                  fromByteOffset: start &+ 128, as: Lanes.self)
                hidden.3 += contributions.loadUnaligned(
                  fromByteOffset: start &+ 192, as: Lanes.self)
              }
            }
            hidden.0.replace(with: 0, where: hidden.0 .< 0)
            hidden.1.replace(with: 0, where: hidden.1 .< 0)
            hidden.2.replace(with: 0, where: hidden.2 .< 0)
            hidden.3.replace(with: 0, where: hidden.3 .< 0)
            var value = 0.0
            for unit in 0..<Self.secondUnits {
              let start = unit &* Self.units &* 4
              var sum =
                hidden.0 * second.loadUnaligned(fromByteOffset: start, as: Lanes.self)
              sum += hidden.1 * second.loadUnaligned(fromByteOffset: start &+ 64, as: Lanes.self)
              sum += hidden.2 * second.loadUnaligned(fromByteOffset: start &+ 128, as: Lanes.self)
              sum += hidden.3 * second.loadUnaligned(fromByteOffset: start &+ 192, as: Lanes.self)
              value += Double(max(0, sum.sum()) * output[unit])
            }
            return value
          }
        }
      }
    }
  }
}
