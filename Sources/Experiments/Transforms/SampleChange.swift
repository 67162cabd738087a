import Base
import Spec

/// How the values of one sample lie and what they mean.
struct SampleForm: Sendable, Hashable {
  /// Height, width and channels, or features.
  var shape: [Int]
  /// The value of each channel where there is nothing: raw 0.
  var background: [Double]
  /// The value of each channel whose network input is 0: its mean.
  var average: [Double]
  /// What one unit of network input is in stored values, per channel.
  var unit: [Double]

  /// Raw values.
  init(raw table: DataTable) {
    shape = table.shape
    background = [Double](repeating: 0, count: table.normalisation.channels)
    average = background.indices.map { table.normalisation.raw(0, channel: $0) }
    unit = table.normalisation.deviation.map { $0 * table.normalisation.scale }
  }

  /// Network inputs.
  init(inputsOf table: DataTable) {
    shape = table.shape
    let channels = table.normalisation.channels
    background = (0..<channels).map { table.normalisation.value(raw: 0, channel: $0) }
    average = [Double](repeating: 0, count: channels)
    unit = [Double](repeating: 1, count: channels)
  }

  /// Number of values.
  var elements: Int { shape.reduce(1, *) }
}

/// A transform of each sample by itself, on raw values as on network inputs: also an augmentation
/// of a training.
protocol SampleChange: DataTransform, ChangingSamplesAlone {
  /// Whether samples must be images.
  var needsImages: Bool { get }
  /// Whether the result has values between those that bytes can hold.
  static var givesFractions: Bool { get }
  /// Writes the changed sample; the same numbers of `stream` give the same change.
  func change<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, _ form: SampleForm, _ stream: inout RandomStream,
    into result: UnsafeMutablePointer<Number>)
}

extension SampleChange {
  static var seeds: Set<TransformSeed> { [.noise] }
  var needsImages: Bool { true }
  static var givesFractions: Bool { false }

  /// Changes the samples, and their masks where elements move; the parents are the samples.
  func apply(to split: DataSplit, in context: TransformContext) throws -> DataSplit {
    let table = context.table
    if needsImages, table.shape.count != 3 {
      throw TransformError.needsImages(transform: Self.name, shape: table.shape)
    }
    var form = SampleForm(raw: table)
    var changed = split
    var inputs = split.inputs
    if Self.givesFractions, case .bytes(let values) = inputs {
      inputs = .numbers(values.map(Float.init))
    }
    changed.inputs = self.changed(inputs, of: split.ids, form, context)
    changed.parents = split.parents ?? split.ids
    if let masks = split.masks, needsImages {
      form.background = form.background.map { _ in 0 }
      form.average = form.background
      changed.masks = self.changed(masks, of: split.ids, form, context)
    }
    return changed
  }

  private func changed(
    _ values: RawValues, of ids: [Int64], _ form: SampleForm, _ context: TransformContext
  ) -> RawValues {
    switch values {
    case .bytes(let values): .bytes(changed(values, of: ids, form, context))
    case .numbers(let values): .numbers(changed(values, of: ids, form, context))
    }
  }

  private func changed<Number: RawNumber>(
    _ values: [Number], of ids: [Int64], _ form: SampleForm, _ context: TransformContext
  ) -> [Number] {
    [Number](unsafeUninitializedCapacity: values.count) { result, count in
      values.withUnsafeBufferPointer { values in
        guard let source = values.baseAddress, let target = result.baseAddress else { return }
        for (row, id) in ids.enumerated() {
          var stream = context.stream(
            "transform \(Self.name)", seed: context.seeds.noise, id: id)
          change(source + row * form.elements, form, &stream, into: target + row * form.elements)
        }
      }
      count = values.count
    }
  }
}

/// Changes drawn anew each time a sample is trained on.
public struct Augmentation: Sendable {
  private let changes: [any SampleChange]
  private let form: SampleForm
  private let seed: UInt64

  /// Augments the network inputs of `table`; throws when it has no images and a change needs them.
  init(_ changes: [any SampleChange], of table: DataTable, seed: UInt64) throws {
    for change in changes where change.needsImages && table.shape.count != 3 {
      throw TransformError.needsImages(transform: type(of: change).name, shape: table.shape)
    }
    self.changes = changes
    form = SampleForm(inputsOf: table)
    self.seed = seed
  }

  /// Number of values of a sample.
  public var elements: Int { form.elements }

  /// Writes the network input of a sample, changed; `draw` counts samples over the whole training.
  ///
  /// The result depends on the sample, the seed and `draw` alone.
  public func augment(
    _ sample: UnsafePointer<Float>, draw: UInt64, into result: UnsafeMutablePointer<Float>
  ) {
    guard changes.count > 1 else {
      if changes.isEmpty { result.update(from: sample, count: elements) }
      for change in changes { apply(change, 0, sample, draw, result) }
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * elements) { room in
      guard let room = room.baseAddress else { return }
      room.update(from: sample, count: elements)
      for (place, change) in changes.enumerated() {
        let source = room + place % 2 * elements
        let target = place == changes.count - 1 ? result : room + (place + 1) % 2 * elements
        apply(change, place, source, draw, target)
      }
    }
  }

  private func apply(
    _ change: any SampleChange, _ place: Int, _ sample: UnsafePointer<Float>, _ draw: UInt64,
    _ result: UnsafeMutablePointer<Float>
  ) {
    var stream = RandomStream(
      seed: seed, purpose: "augment \(type(of: change).name)", index: draw,
      subindex: UInt32(place))
    change.change(sample, form, &stream, into: result)
  }
}
