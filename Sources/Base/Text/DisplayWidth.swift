/// How many columns of a terminal text takes.
public enum DisplayWidth {
  /// The columns of one scalar: 2 for East Asian wide ones and emoji, 0 for those that combine
  /// with the one before, else 1.
  ///
  /// Source: the classes W and F of Unicode Standard Annex 11. Sequences that are drawn as one
  /// emoji are counted by their parts, as most terminals do.
  public static func columns(of scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and final consonants of Hangul join the syllable's first letter.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    let isWide =
      scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
    return isWide ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x1B000...0x1B2FF, 0x20000...0x3FFFD,
  ]
}
