/// Numbers of bytes as people write them: `512MiB`, `4GiB`, `2GB`, or plain bytes.
public enum SizeText {
  private typealias Unit = (name: String, bytes: Int)
  private static let binary: [Unit] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
  ]
  private static let decimal: [Unit] = [
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
  ]

  /// The bytes of `1.5GiB`, `512 MiB`, `2GB` or `4096`; nil for anything else, also for 0.
  public static func bytes(_ text: String) -> Int? {
    guard let (number, unit) = AmountText.split(text) else { return nil }
    let factor =
      unit.isEmpty || unit == "B" ? 1 : (binary + decimal).first { $0.name == unit }?.bytes
    guard let factor, let bytes = Int(exactly: (number * Double(factor)).rounded()), bytes > 0
    else { return nil }
    return bytes
  }

  /// `4 GiB`, `2 GB`, `1.6 GiB`: a whole number where there is one, else rounded up to a tenth, and
  /// from a hundred on to a whole number.
  public static func text(_ bytes: Int) -> String {
    let fitting = binary.first { bytes >= $0.bytes }
    guard let fitting else { return "\(bytes) B" }
    if bytes % fitting.bytes == 0 { return "\(bytes / fitting.bytes) \(fitting.name)" }
    // The three large units only: who writes 1536 kB means something else than 1.536 MB.
    if let unit = decimal.dropLast().first(where: { bytes % $0.bytes == 0 }) {
      return "\(bytes / unit.bytes) \(unit.name)"
    }
    let tenths = (Double(bytes) / Double(fitting.bytes) * 10).rounded(.up)
    let number = tenths >= 1000 ? "\(Int((tenths / 10).rounded(.up)))" : "\(tenths / 10)"
    return "\(number) \(fitting.name)"
  }
}
