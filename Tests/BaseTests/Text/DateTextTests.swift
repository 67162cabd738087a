import Base
import Testing

@Suite struct DateTextTests {
  @Test(arguments: [
    (0.0, "1970-01-01 00:00:00 UTC", "19700101-000000"),
    (951_782_400.9, "2000-02-29 00:00:00 UTC", "20000229-000000"),
    (1_795_879_211.0, "2026-11-28 15:20:11 UTC", "20261128-152011"),
  ])
  func knownMoments(seconds: Double, text: String, name: String) {
    #expect(DateText.text(seconds) == text)
    #expect(DateText.name(seconds) == name)
  }
}
