import Foundation

/// A source as a spec names it, with its address where the name tells it.
struct Citation {
  /// As the spec has it.
  let text: String

  /// Where the source is; nil where the name does not tell.
  var address: String? {
    let name = text.trimmingCharacters(in: .whitespaces)
    let lower = name.lowercased()
    if lower.hasPrefix("arxiv:") {
      return Self.safe(name.dropFirst(6)).map { "https://arxiv.org/abs/\($0)" }
    }
    if lower.hasPrefix("doi:") {
      return Self.safe(name.dropFirst(4)).map { "https://doi.org/\($0)" }
    }
    if lower.hasPrefix("https://") || lower.hasPrefix("http://") { return Self.safe(name[...]) }
    return nil
  }

  /// The source as a plain link, or as text.
  var markup: Markup {
    guard let address else { return .tag("cite", [:], .text(text)) }
    return .tag("a", ["href": address, "rel": "noreferrer"], .text(text))
  }

  /// Characters an address may have; nil where there is any other.
  private static func safe(_ text: Substring) -> String? {
    let text = text.drop { $0 == " " }
    let isSafe = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-._~:/?#[]@!$&()*+,;=%".unicodeScalars.contains(scalar))
    }
    return isSafe && !text.isEmpty ? String(text) : nil
  }
}
