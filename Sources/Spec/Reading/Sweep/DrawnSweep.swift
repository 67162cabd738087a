import Base

/// Points of a sweep that are drawn: `random` and `sobol`.
///
/// A coordinate of a point is a function of the seed, the path and the point's number alone, so more
/// points change none that are there; and, of `random`, neither do more paths.
struct DrawnSweep {
  /// A drawn path and what its values are like.
  struct Dimension {
    var path: SweepFactor.Path
    var distribution: SweepDistribution
    /// Where the distribution is written.
    var span: SourceSpan
  }

  var count: Int
  var seed: UInt64
  var dimensions: [Dimension]

  /// The points drawn independently.
  func randomPoints() -> [[SpecNode]] {
    points { dimension in
      let purpose = Self.purpose(dimension)
      return { index in
        var stream = RandomStream(seed: seed, purpose: purpose, index: UInt64(index))
        return stream.uniform()
      }
    }
  }

  /// The points of a Sobol' sequence, shifted digit by digit by words that follow the seed.
  ///
  /// Which dimension of the sequence a path takes follows the alphabet, not the order written.
  func sobolPoints() -> [[SpecNode]] {
    let order = dimensions.map(Self.purpose).sorted()
    return points { dimension in
      let purpose = Self.purpose(dimension)
      let sequence = SobolSequence(dimension: order.firstIndex(of: purpose) ?? 0)
      var stream = RandomStream(seed: seed, purpose: purpose)
      let shift = stream.nextWord()
      return { index in Double(sequence.word(at: UInt32(index)) ^ shift) * 0x1p-32 }
    }
  }

  private func points(_ share: (Dimension) -> (Int) -> Double) -> [[SpecNode]] {
    let shares = dimensions.map { ($0, share($0)) }
    return (0..<count).map { index in
      shares.map { dimension, share in
        dimension.distribution.node(at: share(index), span: dimension.span)
      }
    }
  }

  /// What the draws of a path are for: the path in its long form, however it is written.
  private static func purpose(_ dimension: Dimension) -> String {
    "sweep." + ShortForm.longPath(dimension.path.name).joined(separator: ".")
  }
}

extension SweepGrid {
  mutating func readDrawn(_ member: SpecNode.Member, _ section: Section, sink: FaultSink) {
    for node in parts(of: member, section, sink: sink) {
      let reader = ParameterReader(
        node, span: member.keySpan, path: "sweep.\(section.rawValue)", vocabulary: Vocabulary(),
        sink: sink)
      guard let drawn = reader.drawnSweep() else { continue }
      if section == .sobol, drawn.dimensions.count > SobolSequence.mostDimensions {
        sink.report(
          at: member.keySpan,
          "`sweep.sobol` has \(drawn.dimensions.count) paths, more than"
            + " \(SobolSequence.mostDimensions)",
          notes: ["draw some of them with `random`: the two multiply"])
        continue
      }
      let points = section == .sobol ? drawn.sobolPoints() : drawn.randomPoints()
      var seen: Set<[Value]> = []
      let kept = points.filter { seen.insert($0.map(\.untypedValue)).inserted }
      if kept.count < points.count {
        sink.report(
          .warning, at: member.keySpan,
          "\(points.count - kept.count) of \(points.count) drawn points repeat another and are"
            + " left out",
          notes: ["\(kept.count) are left: widen the distributions, or draw fewer"])
      }
      add(
        SweepFactor(drawn.dimensions.map(\.path), points: kept, section: section), sink: sink)
    }
  }
}

extension ParameterReader {
  /// Reads `{count: 20, seed: 7, of: {path: distribution}}`; nil after reporting.
  func drawnSweep() -> DrawnSweep? {
    let errors = sink.errorCount
    let count = integer("count", in: 1...SweepGrid.mostCells, "how many points are drawn")
    let seed = integer("seed", default: 0, "what the draws follow; another one gives other points")
    let dimensions = drawnDimensions()
    finish()
    guard sink.errorCount == errors else { return nil }
    return DrawnSweep(count: count, seed: UInt64(seed), dimensions: dimensions)
  }

  private func drawnDimensions() -> [DrawnSweep.Dimension] {
    let form = FieldType.map(
      isDescribing
        ? ParameterReader.fields { _ = $0.distribution() }.map { field in
          var field = field
          field.isRequired = false
          return field
        } : [])
    let type = FieldType.named(form)
    let summary = "what each dotted path is drawn from"
    describe("of", type, required: true, summary)
    guard let member = member("of") else {
      missing("of", type, summary)
      return []
    }
    guard let members = member.value.members, !members.isEmpty else {
      sink.report(
        at: member.value.span,
        "`of` must be a mapping from dotted paths, not \(member.value.emptyWords)",
        notes: ["write `of: {training.batch: {integers: [16, 256]}}`"])
      return []
    }
    return members.compactMap { path in
      guard path.value.members != nil else {
        sink.report(
          at: path.value.span,
          "`\(path.key)` needs a distribution, not \(path.value.emptyWords)",
          notes: [
            "write `{uniform: [0, 1]}`, `{log-uniform: [1e-4, 1e-1]}`, `{integers: [16, 256]}` or"
              + " `{choice: [a, b]}`"
          ])
        return nil
      }
      let reader = child(path.value, path: self.path(of: "of") + ".\(path.key)")
      return reader.distribution().map {
        DrawnSweep.Dimension(
          path: SweepFactor.Path(name: path.key, keySpan: path.keySpan), distribution: $0,
          span: path.value.span)
      }
    }
  }
}
