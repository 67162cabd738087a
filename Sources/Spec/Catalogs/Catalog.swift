import Base

/// One thing a spec may name: a data set, architecture, optimizer, loss, metric, relation, transform
/// or figure.
public struct CatalogEntry: Sendable {
  /// Whether it can run.
  public enum Status: Sendable, Hashable {
    /// It runs.
    case built
    /// It parses and plans, and is refused by name where it would run; the text says what is
    /// missing or when it comes.
    case planned(String)
  }

  /// What a metric is computed from, beside the models it is a metric `of`.
  public enum MeasureInput: Sendable, Hashable, CaseIterable {
    /// Value functions v(S): `players`, `baseline`, `output`, `label`, `precision`, `tables`.
    case game
    /// Inputs with cells of a grid masked: `players` over a grid, `baseline`.
    case cells
    /// A fixed pool: `samples`.
    case samples
    /// Whole splits of data: `split`.
    case split
  }

  /// The name in specs.
  public let name: String
  /// One line for the catalog, with the paper where there is one.
  public let summary: String
  /// Whether it can run.
  public let status: Status
  /// For metrics, which of the common keys it uses.
  ///
  /// Others are refused as unknown, so that they cannot sit in a spec without effect. Ignored for
  /// other kinds.
  public let measureInputs: Set<MeasureInput>
  /// For figure presets, the quantities a measurement must record to be drawn so.
  ///
  /// Ignored for other kinds.
  public let quantities: [String]
  /// For figure presets, the keys of a figure they use.
  ///
  /// Others are refused as unknown. Ignored for other kinds.
  public let figureKeys: Set<FigureKey>
  /// For figure presets, the dimension that makes the curves unless a spec names another.
  ///
  /// Ignored for other kinds.
  public let figureSeries: String
  /// Reads the parameters, reporting every fault, and makes the plugin.
  public let read: @Sendable (ParameterReader) -> any Sendable

  /// Makes an entry that runs.
  public init(
    name: String, summary: String, measureInputs: Set<MeasureInput> = [],
    quantities: [String] = [], figureKeys: Set<FigureKey> = FigureKey.ofCurves,
    figureSeries: String = CurveRecipe.usualSeries,
    read: @escaping @Sendable (ParameterReader) -> any Sendable
  ) {
    self.name = name
    self.summary = summary
    status = .built
    self.measureInputs = measureInputs
    self.quantities = quantities
    self.figureKeys = figureKeys
    self.figureSeries = figureSeries
    self.read = read
  }

  /// Makes an entry known by name only: any further keys are accepted and kept.
  ///
  /// `read` may still declare references, so that faults in them are found.
  public init(
    planned name: String, summary: String, note: String = "",
    measureInputs: Set<MeasureInput> = [.game, .samples, .split],
    read: @escaping @Sendable (ParameterReader) -> any Sendable = { _ in PlannedPlugin() }
  ) {
    self.name = name
    self.summary = summary
    status = .planned(note)
    self.measureInputs = measureInputs
    quantities = []
    figureKeys = []
    figureSeries = CurveRecipe.usualSeries
    self.read = read
  }
}

/// What stands in the place of a plugin that is known but not built.
public struct PlannedPlugin: Sendable, Hashable {
  /// Makes it; it holds nothing.
  public init() {}
}

/// The plugins of one kind a spec may name, in the order the catalog prints them.
public struct Catalog: Sendable {
  /// `dataset`, `architecture`, `metric`, …: used in texts.
  public let kind: String
  /// What may be named.
  public let entries: [CatalogEntry]
  private let index: [String: Int]

  /// Makes a catalog; names must differ.
  public init(kind: String, entries: [CatalogEntry]) {
    self.kind = kind
    self.entries = entries
    index = Dictionary(entries.enumerated().map { ($1.name, $0) }) { _, _ in
      preconditionFailure("two catalog entries of kind \(kind) share a name")
    }
  }

  /// The kind in the plural.
  public var plural: String { kind + (kind.hasSuffix("s") ? "es" : "s") }

  /// The entry called `name`.
  public subscript(name: String) -> CatalogEntry? { index[name].map { entries[$0] } }

  /// The parameters of `entry`, from its own reader run without input.
  public func fields(of entry: CatalogEntry, vocabulary: Vocabulary) -> [FieldDescription] {
    ParameterReader.fields(vocabulary: vocabulary) { _ = entry.read($0) }
  }
}

/// A plugin as a spec asks for it.
public struct Plugin: Sendable {
  /// Its name.
  public let name: String
  /// Where it is named.
  public let span: SourceSpan
  /// The canonical parameters with defaults filled in, and `name`; without references.
  public let parameters: Value
  /// What the catalog's reader made; cast it to the type of its kind.
  public let made: any Sendable
  /// Whether it can run.
  public let status: CatalogEntry.Status

  /// Makes a plugin; see the properties.
  public init(
    name: String, span: SourceSpan, parameters: Value, made: any Sendable,
    status: CatalogEntry.Status
  ) {
    self.name = name
    self.span = span
    self.parameters = parameters
    self.made = made
    self.status = status
  }
}

/// A data set plugin that says which splits it has, so that references to others are faults.
public protocol SplitNaming: Sendable {
  /// The names of the splits, such as `train` and `test`.
  var splitNames: [String] { get }
}

/// Everything a spec may name; injected, so that this module knows no plugin itself.
public struct Vocabulary: Sendable {
  /// Data sets: `dataset: {name: …}`, `data.X.name`.
  public var datasets: Catalog
  /// Transforms of data: `data.X.transform`.
  public var transforms: Catalog
  /// Families of networks: `architecture`.
  public var architectures: Catalog
  /// Rules of one training step: `training.optimizer`.
  public var optimizers: Catalog
  /// What training makes small: `training.loss`.
  public var losses: Catalog
  /// Metrics: `measure.X.metric`.
  public var metrics: Catalog
  /// Relations of two or more measurements: `relate.X.kind`.
  public var relations: Catalog
  /// Figure presets: `figures.X.preset`; their readers are not called.
  public var figures: Catalog
  /// The stage kinds that may be limited: `limits.X`.
  public var stageKinds: [String]

  /// Makes a vocabulary; what is not given is empty.
  public init(
    datasets: [CatalogEntry] = [], transforms: [CatalogEntry] = [],
    architectures: [CatalogEntry] = [], optimizers: [CatalogEntry] = [],
    losses: [CatalogEntry] = [], metrics: [CatalogEntry] = [],
    relations: [CatalogEntry] = [], figures: [CatalogEntry] = [], stageKinds: [String] = []
  ) {
    self.datasets = Catalog(kind: "dataset", entries: datasets)
    self.transforms = Catalog(kind: "transform", entries: transforms)
    self.architectures = Catalog(kind: "architecture", entries: architectures)
    self.optimizers = Catalog(kind: "optimizer", entries: optimizers)
    self.losses = Catalog(kind: "loss", entries: losses)
    self.metrics = Catalog(kind: "metric", entries: metrics)
    self.relations = Catalog(kind: "relation", entries: relations)
    self.figures = Catalog(kind: "figure preset", entries: figures)
    self.stageKinds = stageKinds
  }

  /// The catalogs, in the order `runexp catalog` prints them.
  public var catalogs: [Catalog] {
    [datasets, transforms, architectures, optimizers, losses, metrics, relations, figures]
  }
}
