/// A piece of an HTML page: a text, an element, several pieces in a row, or checked markup.
///
/// Texts and attributes are escaped where they are written, and nowhere else, so that no title can
/// become markup. A text in double quotes is a `Markup` of its own.
public indirect enum Markup: Sendable, Hashable {
  /// A text, escaped when written.
  case text(String)
  /// An element with its attributes in order.
  case element(String, [Attribute], [Markup])
  /// Pieces in a row.
  case group([Markup])
  /// What is markup already: our style sheet, a figure that `InlineFigure` has read.
  case checked(String)

  /// An attribute of an element; its value is escaped when written.
  public struct Attribute: Sendable, Hashable {
    var name: String
    var value: String
  }

  /// An element.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: Markup...
  ) -> Markup {
    tag(name, attributes, children)
  }

  /// An element whose children come as a list.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup]
  ) -> Markup {
    let attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
    return .element(name, attributes.filter { $0.name != "class" || !$0.value.isEmpty }, children)
  }

  /// Nothing.
  static let nothing = Markup.group([])

  /// Whether nothing is written for it.
  var isNothing: Bool {
    switch self {
    case .text(let text), .checked(let text): text.isEmpty
    case .element: false
    case .group(let pieces): pieces.allSatisfy(\.isNothing)
    }
  }
}

extension Markup: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
  /// A text.
  public init(stringLiteral text: String) { self = .text(text) }
  /// Pieces in a row.
  public init(arrayLiteral pieces: Markup...) { self = .group(pieces) }
}
