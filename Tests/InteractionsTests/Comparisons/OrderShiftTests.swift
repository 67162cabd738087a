import Interactions
import TestSupport
import Testing

/// Sums of a few Doubles of size 1.
private let tolerance = 1e-15

@Suite("shifts of curves over context orders")
struct OrderShiftTests {
  @Test("what goes along with the weight: by hand")
  func along() {
    let shift = OrderShift(of: [2, 1, 4], from: [1, 1, 1])
    #expect(shift.differences == [1, 0, 3])
    // (1·1 + 0·2 − 3·1) / 4
    #expect(shift.along([1, 2, -1]) == -0.5)
    #expect(shift.along([0, 0, 0]) == nil)
  }

  @Test("the same shift at every order is what a weight of one sign gives back")
  func uniform() {
    let shift = OrderShift(of: [1.5, 2.5, 4.5], from: [1, 2, 4])
    expectClose(shift.along([0.2, 1, 0.7]) ?? .nan, 0.5, absolute: tolerance)
    expectClose(shift.along([-0.2, -1, -0.7]) ?? .nan, -0.5, absolute: tolerance)
    // It tells nothing of where the curve moved.
    #expect(shift.pearson([0.2, 1, 0.7]) == nil)
  }

  @Test("correlations with the weight over orders")
  func correlations() {
    let shift = OrderShift(of: [0, 1, 8, 27], from: [0, 0, 0, 0])
    expectClose(shift.spearman([1, 2, 3, 4]) ?? .nan, 1, absolute: tolerance)
    expectClose(
      shift.pearson([-4, -3, -2, -1]) ?? .nan, 44 / (5 * 470.0).squareRoot(), relative: 1e-14)
    expectClose(shift.spearman([4, 3, 2, 1]) ?? .nan, -1, absolute: tolerance)
  }
}
