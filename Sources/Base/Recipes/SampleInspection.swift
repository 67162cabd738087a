/// One sample as a network sees it: who plays, what the network says with and without them, and which
/// of them interact.
///
/// It is made from stages and shown as text, JSON or a picture; nothing of it is recorded.
public struct SampleInspection: Sendable, Hashable {
  /// An image: rows of pixels, channels innermost.
  public struct Picture: Sendable, Hashable {
    /// Number of rows.
    public var height: Int
    /// Number of pixels in a row.
    public var width: Int
    /// 1 for grey, 3 for red, green and blue.
    public var channels: Int
    /// Levels, height × width × channels.
    public var levels: [UInt8]

    /// Makes a picture of as many levels as it has pixels and channels.
    public init(height: Int, width: Int, channels: Int, levels: [UInt8]) {
      precondition(
        levels.count == height * width * channels && (channels == 1 || channels == 3),
        "Picture: \(levels.count) levels for \(height)×\(width)×\(channels)")
      self.height = height
      self.width = width
      self.channels = channels
      self.levels = levels
    }

    /// The grey level of a pixel, 0 to 1; of colours, by how bright they look.
    public func brightness(row: Int, column: Int) -> Double {
      let start = (row * width + column) * channels
      guard channels == 3 else { return Double(levels[start]) / 255 }
      return
        (0.2126 * Double(levels[start]) + 0.7152 * Double(levels[start + 1])
        + 0.0722 * Double(levels[start + 2])) / 255
    }
  }

  /// Who plays.
  public struct Player: Sendable, Hashable {
    /// What it is called: a column, a token, or `row,column` of a grid.
    public var name: String
    /// Its elements in the input, in the data's own numbers; empty for cells of an image.
    public var values: [Double]
    /// The same where it is absent.
    public var absentValues: [Double]

    /// Makes a player.
    public init(name: String, values: [Double] = [], absentValues: [Double] = []) {
      self.name = name
      self.values = values
      self.absentValues = absentValues
    }
  }

  /// The input as an image, and which player each pixel belongs to.
  public struct Image: Sendable, Hashable {
    /// The input.
    public var input: Picture
    /// The input with all players absent.
    public var masked: Picture
    /// The player of each pixel; nil for nobody's.
    public var players: [Int?]

    /// Makes an image.
    public init(input: Picture, masked: Picture, players: [Int?]) {
      self.input = input
      self.masked = masked
      self.players = players
    }
  }

  /// The interaction of a set of players.
  public struct Interaction: Sendable, Hashable {
    /// When it acts.
    public enum Kind: String, Sendable, Hashable {
      /// Where all its players are present.
      case and
      /// Where any of them is.
      case or
    }

    /// When it acts.
    public var kind: Kind
    /// The players, ascending.
    public var players: [Int]
    /// What it adds to v.
    public var value: Double

    /// Makes an interaction.
    public init(kind: Kind, players: [Int], value: Double) {
      self.kind = kind
      self.players = players
      self.value = value
    }

    /// Number of players.
    public var order: Int { players.count }
  }

  /// Where the interactions come from.
  public enum Source: String, Sendable, Hashable {
    /// A measurement recorded them.
    case recorded
    /// They were made of the values that a measurement recorded.
    case recordedValues = "recorded-values"
    /// The network was asked now.
    case computed
    /// There are none: too many players for all sets, and no measurement recorded any.
    case none
  }

  /// The study.
  public var study: String
  /// The cell's label.
  public var cell: String
  /// The model and its epoch.
  public var model: String
  /// The model's epoch.
  public var checkpoint: Int
  /// The sample, as `data.split/id`.
  public var sample: String
  /// The class the sample is of.
  public var label: Int
  /// The class the network says.
  public var predicted: Int?
  /// The class whose output is v.
  public var playedClass: Int
  /// The number of the network that is v, such as `log-odds`.
  public var output: String
  /// The measurement whose game is played.
  public var measure: String
  /// Who plays.
  public var players: [Player]
  /// The input as an image; nil for other inputs.
  public var image: Image?
  /// v of all players, the whole input.
  public var grand: Double
  /// v of nobody, the input masked.
  public var empty: Double
  /// Where the interactions come from.
  public var source: Source
  /// What each player contributes: its Shapley value; empty where that is not known.
  public var attributions: [Double]
  /// The strongest interactions, strongest first.
  public var interactions: [Interaction]

  /// Makes an inspection; see the properties.
  public init(
    study: String, cell: String, model: String, checkpoint: Int, sample: String, label: Int,
    predicted: Int?, playedClass: Int, output: String, measure: String, players: [Player],
    image: Image?, grand: Double, empty: Double, source: Source, attributions: [Double],
    interactions: [Interaction]
  ) {
    self.study = study
    self.cell = cell
    self.model = model
    self.checkpoint = checkpoint
    self.sample = sample
    self.label = label
    self.predicted = predicted
    self.playedClass = playedClass
    self.output = output
    self.measure = measure
    self.players = players
    self.image = image
    self.grand = grand
    self.empty = empty
    self.source = source
    self.attributions = attributions
    self.interactions = interactions
  }
}
