import Base
import Foundation

/// The progress of a run on standard error: one live line on a terminal, plain lines elsewhere.
final class StatusLine {
  private let total: Int
  private let isLive: Bool
  private let started: Double
  private var done = 0
  private var failed = 0
  private var skipped = 0
  private var running: [String: Double] = [:]
  private var queued: Set<String> = []
  private var weightDone = 0.0
  private let weightTotal: Double
  private var lastDrawn = -1.0
  private var lastLogged = -1.0

  /// Seconds between two redraws of the live line.
  private static let redrawSeconds = 0.1
  /// Running stages that are named.
  private static let mostNames = 16
  /// Seconds between two plain lines where nothing failed.
  private static let plainSeconds = 5.0

  /// A line for `total` stages whose relative costs add up to `weight`.
  init(total: Int, weight: Double, isLive: Bool = Terminal.isLive) {
    self.total = total
    self.isLive = isLive
    weightTotal = max(weight, .leastNonzeroMagnitude)
    started = Self.now
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// A stage began.
  func began(_ label: String) {
    queued.remove(label)
    running[label] = 0
    draw()
  }

  /// A stage waits in a cluster's queue.
  func waits(_ label: String) {
    running[label] = nil
    queued.insert(label)
    draw()
  }

  /// A stage is `fraction` through.
  func progressed(_ label: String, fraction: Double) {
    guard running[label] != nil else { return }
    running[label] = fraction
    draw()
  }

  /// How a stage left the line.
  enum End { case done, failed, skipped }

  /// A stage of relative cost `weight` ended.
  func ended(_ label: String, weight: Double, _ end: End) {
    running[label] = nil
    queued.remove(label)
    weightDone += weight
    switch end {
    case .done: done += 1
    case .failed: failed += 1
    case .skipped: skipped += 1
    }
    draw()
  }

  /// A stage left the line and will come back.
  func stopped(_ label: String) {
    running[label] = nil
    draw()
  }

  /// The end of what a stage printed, below the message about it.
  func quote(_ output: String) {
    guard !output.isEmpty else { return }
    say(output.split(separator: "\n").map { "  | " + $0 }.joined(separator: "\n"))
  }

  /// A message that stays above the line.
  func say(_ text: String) {
    clear()
    Terminal.error(text)
    lastDrawn = -1
    draw()
  }

  /// Removes the live line.
  func clear() {
    if isLive, lastDrawn >= 0 { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  /// The text at `elapsed` seconds: counts, rate, time left, what runs.
  func text(elapsed: Double) -> String {
    var parts = ["\(done)/\(total) stages"]
    if failed > 0 { parts.append("\(failed) failed") }
    if skipped > 0 { parts.append("\(skipped) skipped") }
    if elapsed > 0, done > 0 { parts.append(String(format: "%.1f/s", Double(done) / elapsed)) }
    let share = min(1, weightDone / weightTotal)
    if share > 0.02, share < 1, elapsed > 1 {
      parts.append("\(Amount.duration(elapsed / share - elapsed)) left")
    }
    if !queued.isEmpty { parts.append("\(queued.count) queued") }
    let names = running.keys.sorted().prefix(Self.mostNames).map { name in
      let fraction = running[name] ?? 0
      return fraction > 0 ? "\(name) \(Int(fraction * 100)) %" : name
    }
    if !names.isEmpty { parts.append(names.joined(separator: ", ")) }
    let others = running.count - names.count
    if others > 0 { parts.append("\(others) more run") }
    return parts.joined(separator: " · ")
  }

  private func draw() {
    let now = Self.now
    if isLive {
      guard now - lastDrawn >= Self.redrawSeconds else { return }
      lastDrawn = now
      let line = text(elapsed: now - started).prefix(Terminal.columns - 1)
      Terminal.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
    } else {
      guard lastLogged < 0 || now - lastLogged >= Self.plainSeconds else { return }
      lastLogged = now
      Terminal.error(text(elapsed: now - started))
    }
  }
}
