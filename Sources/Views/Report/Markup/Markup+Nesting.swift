extension Markup {
  /// As a part of a larger page: every id begins with `prefix`, references to ids of its own follow, and
  /// headings are a level lower.
  ///
  /// Checked markup stays as it is: whoever checked it gave it ids of its own.
  func nested(_ prefix: String) -> Markup {
    switch self {
    case .text, .checked: self
    case .group(let pieces): .group(pieces.map { $0.nested(prefix) })
    case .element(let name, let attributes, let children):
      .element(
        Self.lower[name] ?? name, attributes.map { $0.nested(prefix) },
        children.map { $0.nested(prefix) })
    }
  }

  private static let lower = ["h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5"]
}

extension Markup.Attribute {
  fileprivate func nested(_ prefix: String) -> Markup.Attribute {
    var attribute = self
    switch name {
    case "id": attribute.value = prefix + value
    case "href" where value.hasPrefix("#"): attribute.value = "#" + prefix + value.dropFirst()
    case "aria-labelledby", "aria-describedby":
      attribute.value = value.split(separator: " ").map { prefix + $0 }.joined(separator: " ")
    default: break
    }
    return attribute
  }
}
