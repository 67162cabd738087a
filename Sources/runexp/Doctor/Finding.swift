import Base

/// One thing the doctor looked at, and what to do about it.
struct Finding: Equatable {
  /// How it is.
  enum Status: String {
    /// As it should be.
    case ok
    /// Worth knowing; everything works.
    case note
    /// Something does not work.
    case problem
  }

  /// What it is about, one word.
  var area: String
  /// How it is.
  var status: Status
  /// What was found.
  var text: String
  /// What to do; nil when nothing is to be done.
  var next: String?

  static func ok(_ area: String, _ text: String) -> Finding {
    Finding(area: area, status: .ok, text: text)
  }

  static func note(_ area: String, _ text: String, next: String? = nil) -> Finding {
    Finding(area: area, status: .note, text: text, next: next)
  }

  static func problem(_ area: String, _ text: String, next: String) -> Finding {
    Finding(area: area, status: .problem, text: text, next: next)
  }

  /// `ok      blas        …`, and what to do on a line of its own.
  var lines: [String] {
    [status.rawValue.padding(to: 9) + area.padding(to: 11) + text]
      + (next.map { [String(repeating: " ", count: 20) + "→ " + $0] } ?? [])
  }

  var value: Value {
    [
      "area": .text(area), "status": .text(status.rawValue), "text": .text(text),
      "next": next.map { .text($0) } ?? .null,
    ]
  }
}
