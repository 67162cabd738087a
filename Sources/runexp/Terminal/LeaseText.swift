import Base
import Pipeline

/// What is said about leases on file systems that several machines see.
enum LeaseText {
  /// Why a command waits before it begins.
  static func watching(_ holder: LeaseHolder?) {
    let who = holder.map(\.description) ?? "a process on another machine"
    Terminal.error(
      "\(who) left a lease and has not been heard of lately; waiting"
        + " \(Int(RunLease.secondsOfWatching)) s to be sure that it is gone")
  }

  /// Why a run ends although nobody asked it to.
  static let lost =
    "stopping: this process was stopped or cut off from the results folder for so long that another"
    + " run took it for dead and goes on in its place"
}
