import Foundation
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("learning rates of epochs")
struct LearningRateTests {
  @Test("log: 10^linspace of the bottleneck papers; the ends exactly; held beyond the horizon")
  func logarithmic() {
    let schedule = LearningRateSchedule.logarithmic(from: 0.01, to: 0.001, over: 20)
    for epoch in 0..<20 {
      let wanted = pow(10, -2 - Double(epoch) / 19)
      #expect(abs(schedule.rate(epoch: epoch) - wanted) <= 1e-15 * 10)
    }
    #expect(schedule.rate(epoch: 0) == 0.01)
    #expect(schedule.rate(epoch: 19) == 0.001)
    #expect(schedule.rate(epoch: 40) == 0.001)
  }

  @Test("a longer training under one horizon has the shorter one's rates")
  func prefix() {
    let schedule = LearningRateSchedule.cosine(from: 0.1, to: 0, over: 30)
    let short = (0..<10).map { schedule.rate(epoch: $0) }
    let long = (0..<30).map { schedule.rate(epoch: $0) }
    #expect(Array(long.prefix(10)) == short)
  }

  @Test("constant, linear, step")
  func others() {
    #expect(LearningRateSchedule.constant(0.3).rate(epoch: 7) == 0.3)
    let linear = LearningRateSchedule.linear(from: 1, to: 0, over: 5)
    #expect((0..<6).map { linear.rate(epoch: $0) } == [1, 0.75, 0.5, 0.25, 0, 0])
    let step = LearningRateSchedule.step(from: 8, factor: 0.5, every: 2)
    #expect((0..<6).map { step.rate(epoch: $0) } == [8, 8, 4, 4, 2, 2])
  }
}
