import Base
import Testing

@Suite struct AmountTextTests {
  @Test(arguments: [
    ("90s", 90.0), ("15min", 900), ("2h", 7200), ("1.5h", 5400), ("15 min", 900), ("0.25", 0.25),
    ("60", 60),
  ])
  func durationsAreRead(text: String, seconds: Double) {
    #expect(DurationText.seconds(text) == seconds)
  }

  @Test(arguments: ["", "s", "0", "-1s", "2 hours", "2H", "1e3", "nan", "1.2.3s", "٣s"])
  func whatIsNoDurationIsNotRead(text: String) {
    #expect(DurationText.seconds(text) == nil)
  }

  @Test(arguments: [
    (2.0, "2 s"), (0.5, "0.5 s"), (90, "90 s"), (900, "15 min"), (5400, "90 min"), (7200, "2 h"),
  ])
  func durationsAreShownInTheLargestUnitOfWhichThereIsAWholeNumber(seconds: Double, text: String) {
    #expect(DurationText.text(seconds) == text)
    #expect(DurationText.seconds(text) == seconds)
  }

  @Test(arguments: [
    ("512MiB", 512 << 20), ("4GiB", 4 << 30), ("1.5 GiB", 3 << 29), ("2GB", 2_000_000_000),
    ("10kB", 10_000), ("4096", 4096), ("7B", 7),
  ])
  func sizesAreRead(text: String, bytes: Int) {
    #expect(SizeText.bytes(text) == bytes)
  }

  @Test(arguments: ["", "GiB", "0", "0.1B", "-1GiB", "4gib", "4G", "many", "99999999999TiB"])
  func whatIsNoSizeIsNotRead(text: String) {
    #expect(SizeText.bytes(text) == nil)
  }

  @Test(arguments: [
    (100, "100 B"), (512 << 20, "512 MiB"), (4 << 30, "4 GiB"), (2_000_000_000, "2 GB"),
    ((512 << 20) + 4096, "513 MiB"), (3 << 29, "1.5 GiB"), ((1 << 30) + 1, "1.1 GiB"),
  ])
  func sizesAreShownWholeOrRoundedUp(bytes: Int, text: String) {
    #expect(SizeText.text(bytes) == text)
  }
}
