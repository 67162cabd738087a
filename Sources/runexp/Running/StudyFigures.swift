import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// The figures of a study, made from its store and the files of its stages; nothing is run or written.
struct StudyFigures {
  let study: Study
  let folder: ResultsFolder
  private let queries: StudyQueries
  private let builder: FigureBuilder

  /// The figures of `study` as the rows in `store` give them.
  init(_ study: Study, in folder: ResultsFolder, store: ResultsStore) throws {
    self.study = study
    self.folder = folder
    queries = try store.queries(study: study.name)
    builder = FigureBuilder(queries: queries, samples: FilesOfStages(KeptSamples(in: folder)))
  }

  /// Where a study's figures go.
  static func folder(of study: String, in folder: ResultsFolder) -> String {
    "\(folder.path)/figures/\(study)"
  }

  /// What is drawn for `request`; throws why nothing can be.
  func data(of request: FigureRequest) throws -> FigureData {
    try builder.data(for: request, title: study.title) { FigureCatalog.recipe(named: $0) }
  }

  /// Where what is drawn for `request` comes from.
  func provenance(of request: FigureRequest) throws -> FigureProvenance {
    let preset = request.preset
    let measures = [preset?.measure, preset?.x?.measure, preset?.y?.measure].compactMap(\.self)
    let origin = try queries.origin(ofMeasures: Set(measures.filter { !$0.isEmpty }).sorted())
    return FigureProvenance(
      study: study.name,
      spec: origin.resolvedSpec.map { ContentHash(of: $0.utf8).hex }, stages: origin.stages,
      commit: origin.commit)
  }
}

/// What measurements keep of single samples, as the module of views asks for it.
private struct FilesOfStages: FigureSamples {
  private let kept: KeptSamples

  init(_ kept: KeptSamples) { self.kept = kept }

  func interactions(ofStage key: ContentHash) throws -> [SampleSets] {
    let found = try kept.interactions(ofStage: key)
    guard let first = found.first else { return [] }
    let named = try kept.playerNames(ofStage: key)
    let count = first.and.count.trailingZeroBitCount
    let names = named.count == count ? named : (0..<count).map(String.init)
    return found.map {
      SampleSets(sample: $0.sample, players: names, and: $0.and, or: $0.or)
    }
  }

  func images(ofStage key: ContentHash, ids: [Int64]?) throws -> [SampleImage] {
    try kept.images(ofStage: key, ids: ids).map { image in
      SampleImage(
        sample: image.sample, label: "class \(image.label)", width: image.width,
        pixels: image.pixels, players: image.players)
    }
  }
}
