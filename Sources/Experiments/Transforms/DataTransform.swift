import Base
import Pipeline
import Spec
import Store

/// A change of data a spec may name: a file in this folder and a line in the catalog.
protocol DataTransform: Sendable {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog.
  static var summary: String { get }
  /// The seeds it draws from; part of the key of what it makes.
  static var seeds: Set<TransformSeed> { get }
  /// The roles of its references, one stage each.
  static var roles: [String] { get }

  /// Reads the parameters.
  init(_ read: ParameterReader)

  /// The splits it changes; empty for all.
  var splits: [String] { get }

  /// The samples of a split, changed; none is added, and what is kept keeps its id.
  func apply(to split: DataSplit, in context: TransformContext) throws -> DataSplit
}

extension DataTransform {
  /// Samples alone.
  static var roles: [String] { [] }
}

/// A seed that a transform may draw from.
enum TransformSeed: String, Sendable, Hashable, CaseIterable {
  case noise, split
}

/// What a transform sees beside the samples it changes.
struct TransformContext: Sendable {
  /// The data before this transform.
  var table: DataTable
  /// The seeds of the data node.
  var seeds: Seeds
  /// The transform's place in the list, so that the same one twice draws twice.
  var place: Int
  /// The split changed.
  var split = ""
  /// The stages that the transform's references stand for, by role, such as the checkpoint
  /// attacked.
  var inputs: [String: [PublishedStage]] = [:]
  /// Told how far the transform is; throws when it is to end.
  var progress: @Sendable (Double) throws -> Void = { _ in }
  /// Told what was measured on the way.
  var record: @Sendable ([MetricRow]) -> Void = { _ in }

  /// The random numbers of one sample under a seed.
  func stream(_ purpose: String, seed: UInt64, id: Int64) -> RandomStream {
    RandomStream(
      seed: seed, purpose: purpose, index: UInt64(bitPattern: id), subindex: UInt32(place))
  }
}

extension DataTable {
  /// The table after `transforms`, in their order.
  func transformed(
    by transforms: [any DataTransform], seeds: Seeds, inputs: [String: [PublishedStage]] = [:],
    progress: @escaping @Sendable (Double) throws -> Void = { _ in },
    record: @escaping @Sendable ([MetricRow]) -> Void = { _ in }
  ) throws -> DataTable {
    var table = self
    var rest = inputs
    // Rows of several transforms that measure are told apart by their place.
    let measuring = transforms.count { !type(of: $0).roles.isEmpty }
    for (place, transform) in transforms.enumerated() {
      var context = TransformContext(
        table: table, seeds: seeds, place: place, progress: progress,
        record: { rows in
          record(
            rows.map { row in
              var row = row
              if measuring > 1 { row.part = "\(place)" }
              return row
            })
        })
      // References of one role are in the order of the transforms they stand in.
      for role in type(of: transform).roles {
        for name in [role, DerivedDataStage.dataRole(of: role)] {
          context.inputs[name] = Array((rest[name] ?? []).prefix(1))
          rest[name] = Array((rest[name] ?? []).dropFirst())
        }
      }
      let names = transform.splits.isEmpty ? table.splits.keys.sorted() : transform.splits
      for name in names {
        context.split = name
        table.splits[name] = try transform.apply(to: try table.split(name), in: context)
      }
    }
    return table
  }
}

extension ParameterReader {
  /// The splits that a transform changes; all when none is named.
  func splitsChanged(default names: [String]? = nil) -> [String] {
    let summary = "the splits changed" + (names == nil ? "; all when not given" : "")
    return texts("splits", default: names ?? [], count: 0...Int.max, summary)
  }
}

/// Why data cannot be changed as asked for.
public enum TransformError: Error, Sendable, Hashable, CustomStringConvertible {
  case needsImages(transform: String, shape: [Int])
  case needsClasses(transform: String)
  case tooFew(wanted: Int, found: Int)
  case unknownClass(Int, classes: Int)
  case nothingLeft
  case otherModel(transform: String, shapes: [[Int]], classes: [Int])
  case noneCorrect(of: Int)

  /// What is wrong, then on its own line what to do.
  public var description: String {
    switch self {
    case .needsImages(let transform, let shape):
      "transform \(transform) needs images, and these samples have shape \(shape)\n"
        + "  take it out of `transform`"
    case .needsClasses(let transform):
      "transform \(transform) needs classes, and these samples have targets\n"
        + "  take it out of `transform`"
    case .tooFew(let wanted, let found):
      "transform subset asks for \(wanted) of \(found) samples\n  ask for at most \(found)"
    case .unknownClass(let label, let classes):
      "transform subset asks for class \(label)\n  classes are 0…\(classes - 1)"
    case .nothingLeft:
      "transform subset leaves no sample\n  ask for more, or for classes that are there"
    case .otherModel(let transform, let shapes, let classes):
      "transform \(transform): samples of shape \(shapes[0]) and \(classes[0]) classes are not what"
        + " the model was trained on, \(shapes[1]) and \(classes[1])\n"
        + "  name a model trained on data of that shape and those classes"
    case .noneCorrect(let count):
      "transform keep-correct leaves none of \(count) samples\n  train the model longer, or name"
        + " another checkpoint"
    }
  }
}
