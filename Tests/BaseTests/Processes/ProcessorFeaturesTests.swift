import Testing

@testable import Base

@Suite("Processor features")
struct ProcessorFeaturesTests {
  @Test("that the kernels need are looked for by name")
  func missing() {
    #if arch(x86_64)
      #expect(ProcessorFeatures.missing(in: "model\t: 1\nflags\t\t: fpu avx fma avx2 bmi2\n") == [])
      #expect(ProcessorFeatures.missing(in: "flags\t: fpu avx avx512f\n") == ["avx2", "fma"])
    #endif
    #expect(ProcessorFeatures.missing(in: "no list of features") == [])
    #expect(ProcessorFeatures.missing() == [])
  }
}
