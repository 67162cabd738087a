/// An orthonormal basis in which every matrix over coalitions that does not change when players
/// are renamed falls into small blocks, reached by about n·2ⁿ⁻¹ plane rotations.
///
/// A player that is present or absent is a spin ½; coupling the spins one by one
/// (Clebsch–Gordan) sorts the 2ⁿ coalitions into multiplets of 2j+1 members. A matrix invariant
/// under renaming mixes only members of one multiplet (Schur–Weyl duality), in the same way in
/// all multiplets of one size. Its inverse is therefore as cheap as a Möbius transform, and
/// rotations lose no precision.
struct RenamingBasis {
  /// Turns the numbers at two places by an angle, and so at the `run` places from either on.
  private struct Rotation {
    var first: Int32
    var second: Int32
    var run: Int32
    var cosine: Double
    var sine: Double
  }

  /// The multiplets of one size.
  struct Multiplets {
    /// The members of each.
    var size: Int
    /// The places of all members, [multiplet][member].
    var places: [Int32]
  }

  /// The multiplets of each size, ascending.
  let multiplets: [Multiplets]
  /// In the order of application.
  private let rotations: [Rotation]

  /// The basis of `playerCount` players.
  init(playerCount: Int) {
    var rotations: [Rotation] = []
    // Each multiplet as the places of its members, from fewest to most players present.
    var levels: [[Int32]] = [[0]]
    // From the top player down, so that the players not coupled yet are the runs of a rotation.
    for player in (0..<playerCount).reversed() {
      let present = Int32(1) << Int32(player)
      var next: [[Int32]] = []
      for members in levels {
        let size = Double(members.count)
        // Coupling with one more spin gives one multiplet larger by 1 …
        next.append([members[0]] + members.map { $0 + present })
        // … and, unless j = 0, one smaller by 1, from pairs with equally many players present.
        if members.count > 1 { next.append(Array(members.dropFirst())) }
        for (index, (lower, upper)) in zip(members, members.dropFirst()).enumerated() {
          rotations.append(
            Rotation(
              first: lower + present, second: upper, run: present,
              cosine: (Double(index + 1) / size).squareRoot(),
              sine: ((size - 1 - Double(index)) / size).squareRoot()))
        }
      }
      levels = next
    }
    self.rotations = rotations
    multiplets = Dictionary(grouping: levels, by: \.count).sorted { $0.key < $1.key }
      .map { Multiplets(size: $0.key, places: $0.value.flatMap { $0 }) }
  }

  /// Coordinates by coalition become coordinates by multiplet, in place.
  func enter(_ values: UnsafeMutablePointer<Lanes>) {
    rotations.withUnsafeBufferPointer { rotations in
      for rotation in rotations {
        turn(rotation, rotation.sine, values)
      }
    }
  }

  @inline(__always)
  private func turn(_ rotation: Rotation, _ sine: Double, _ values: UnsafeMutablePointer<Lanes>) {
    let first = values + Int(rotation.first)
    let second = values + Int(rotation.second)
    let (cosine, sine) = (Lanes(repeating: rotation.cosine), Lanes(repeating: sine))
    for index in 0..<Int(rotation.run) {
      let (a, b) = (first[index], second[index])
      first[index] = (cosine * a).addingProduct(sine, b)
      second[index] = (cosine * b).addingProduct(-sine, a)
    }
  }

  /// The way back.
  func leave(_ values: UnsafeMutablePointer<Lanes>) {
    rotations.withUnsafeBufferPointer { rotations in
      for rotation in rotations.reversed() {
        turn(rotation, -rotation.sine, values)
      }
    }
  }
}

/// The inverse of a symmetric positive definite matrix that does not change when players are
/// renamed.
struct RenamingInvariantInverse {
  private let basis: RenamingBasis
  /// The inverse block of each multiplet size, row by row.
  private let blocks: [[Double]]

  /// Inverts the matrix that `apply` multiplies by.
  init(playerCount: Int, apply: (UnsafeMutablePointer<Lanes>) -> Void) {
    let basis = RenamingBasis(playerCount: playerCount)
    let column = LaneBuffers(count: 1, length: 1 << playerCount)
    self.basis = basis
    blocks = basis.multiplets.map { multiplets in
      let size = multiplets.size
      let members = multiplets.places.prefix(size).map { Int($0) }
      var block: [Double] = []
      for member in members {
        column[0].update(repeating: .zero, count: 1 << playerCount)
        column[0][member] = Lanes(repeating: 1)
        basis.leave(column[0])
        apply(column[0])
        basis.enter(column[0])
        block += members.map { column[0][$0][0] }
      }
      return Self.inverse(block, size: size)
    }
  }

  /// Multiplies by the inverse, in place.
  func solve(_ values: UnsafeMutablePointer<Lanes>) {
    basis.enter(values)
    for (multiplets, block) in zip(basis.multiplets, blocks) {
      let size = multiplets.size
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: size) { scratch in
        guard let gathered = scratch.baseAddress else { return }
        multiplets.places.withUnsafeBufferPointer { places in
          block.withUnsafeBufferPointer { block in
            var start = 0
            while start < places.count {
              for member in 0..<size { gathered[member] = values[Int(places[start &+ member])] }
              for row in 0..<size {
                var sum = Lanes.zero
                for member in 0..<size {
                  let weight = Lanes(repeating: block[row &* size &+ member])
                  sum = sum.addingProduct(weight, gathered[member])
                }
                values[Int(places[start &+ row])] = sum
              }
              start = start &+ size
            }
          }
        }
      }
    }
    basis.leave(values)
  }

  /// Gauss–Jordan without pivoting, which a positive definite matrix does not need.
  private static func inverse(_ matrix: [Double], size: Int) -> [Double] {
    var a = matrix
    for pivot in 0..<size {
      let scale = 1 / a[pivot * size + pivot]
      a[pivot * size + pivot] = 1
      for column in 0..<size { a[pivot * size + column] *= scale }
      for row in 0..<size where row != pivot {
        let factor = a[row * size + pivot]
        a[row * size + pivot] = 0
        for column in 0..<size { a[row * size + column] -= factor * a[pivot * size + column] }
      }
    }
    return a
  }
}
