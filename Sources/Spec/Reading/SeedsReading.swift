import Base

extension Seeds {
  /// The names in specs with the properties they set.
  static let names: [(name: String, property: any WritableKeyPath<Seeds, UInt64> & Sendable)] = [
    ("data", \.data), ("split", \.split), ("noise", \.noise), ("init", \.initialisation),
    ("order", \.order), ("dropout", \.dropout), ("contexts", \.contexts),
  ]
  /// What decides data: does not follow a swept or varied `seed`, so that every seed sees the same
  /// samples.
  static let ofData = ["data", "split", "noise"]
  /// What decides a training: follows `seed`.
  static let ofModels = ["init", "order", "dropout", "contexts"]

  /// Seeds of a cell whose `seed` is `cell`, in a study whose own `seed` is `study`.
  init(study: UInt64, cell: UInt64) {
    self.init(all: cell)
    data = study
    split = study
    noise = study
  }
}

/// Seeds a spec gives by name: under the top-level `seeds` or a node's own.
struct GivenSeeds: Sendable {
  var values: [String: UInt64] = [:]

  /// `seeds` with these put in place.
  func over(_ seeds: Seeds) -> Seeds {
    var seeds = seeds
    for (name, property) in Seeds.names {
      if let value = values[name] { seeds[keyPath: property] = value }
    }
    return seeds
  }
}

extension ParameterReader {
  /// The mapping `seeds`, of the seeds called `names`.
  func seeds(of names: [String], _ summary: String) -> GivenSeeds {
    var given = GivenSeeds()
    _ = nested("seeds", summary) { read in
      for name in names {
        if let value = read.optionalInteger(name, "the seed of \(Self.seedMeanings[name] ?? name)")
        {
          given.values[name] = UInt64(value)
        }
      }
    }
    // Seeds are kept beside the parameters: each stage hashes those it draws from.
    values["seeds"] = nil
    return given
  }

  private static let seedMeanings = [
    "data": "what the data set draws", "split": "how samples are split",
    "noise": "noise put on data", "init": "initial weights",
    "order": "the order of samples in each epoch", "dropout": "dropped units",
    "contexts": "contexts sampled by interaction losses",
  ]
}
