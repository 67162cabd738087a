import Foundation

/// Writes texts and numbers as LaTeX reads them.
enum LatexText {
  /// A text with everything LaTeX would take for a command escaped.
  ///
  /// Letters of other alphabets stay: LaTeX reads UTF-8. A bracket or a star at the beginning of a row
  /// would belong to the line break before it, and two hyphens would become a dash.
  static func escaped(_ text: String) -> String {
    var result = ""
    var previous: Character = " "
    for character in text {
      if character == "-", previous == "-" { result += "{}" }
      result += commands[character] ?? (character.isNewline ? " " : String(character))
      previous = character
    }
    return result
  }

  private static let commands: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "[": "{[}", "]": "{]}",
    "*": "{*}", "`": "\\textasciigrave{}", "\"": "''", "\t": " ", "–": "--", "—": "---",
    "±": "$\\pm$", "×": "$\\times$", "−": "$-$", "≤": "$\\leq$", "≥": "$\\geq$", "…": "\\dots{}",
    "·": "$\\cdot$",
  ]

  /// A number in mathematics, where a hyphen is a minus; `–` where there is none.
  static func number(_ text: String?) -> String {
    guard let text else { return "--" }
    let signs: [(String, String)] = [
      ("±", "\\pm"), ("≥", "\\geq"), ("≤", "\\leq"), ("×", "\\times"), ("−", "-"),
    ]
    return "$\(signs.reduce(text) { $0.replacing($1.0, with: $1.1) })$"
  }
}
