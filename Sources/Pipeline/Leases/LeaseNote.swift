import Base

/// What a lease file on a shared file system says: who holds the lease, and that it lives.
struct LeaseNote: Sendable, Hashable {
  /// Who holds it.
  var holder: LeaseHolder
  /// The boot of the holder's machine.
  var boot: String
  /// When the holder's process started, in clock ticks since that boot.
  var start: Int
  /// Tells this lease from every other one.
  var token: String
  /// Goes up every few seconds as long as the holder lives.
  var counter: Int

  /// The lease of this process, just taken.
  init(processes: ProcessTable, at seconds: Double) {
    holder = LeaseHolder(host: processes.host, pid: processes.pid, since: seconds)
    boot = processes.boot
    start = processes.startTicks(processes.pid) ?? 0
    token = Self.freshToken()
    counter = 0
  }

  /// A text no other lease has.
  static func freshToken() -> String {
    let text = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  /// The note as a JSON value.
  var value: Value {
    .map([
      "host": .text(holder.host), "pid": .integer(holder.pid), "since": .number(holder.since),
      "boot": .text(boot), "start": .integer(start), "token": .text(token),
      "counter": .integer(counter),
    ])
  }

  /// Reads a note; nil when it is not whole.
  init?(_ bytes: [UInt8]) {
    guard let value = try? Value(json: bytes), let host = value["host"]?.text,
      let pid = value["pid"]?.integer, let since = value["since"]?.number,
      let boot = value["boot"]?.text, let start = value["start"]?.integer,
      let token = value["token"]?.text, let counter = value["counter"]?.integer
    else { return nil }
    holder = LeaseHolder(host: host, pid: pid, since: since)
    self.boot = boot
    self.start = start
    self.token = token
    self.counter = counter
  }

  /// Whether the holder lives, as far as one look tells.
  ///
  /// On this machine its process tells; of another machine only a file that was written within the
  /// last `LeaseNote.standstill` seconds does.
  func life(quietFor seconds: Double, seenFrom processes: ProcessTable) -> LeaseLife {
    guard holder.host == processes.host else {
      return seconds <= Self.standstill ? .alive : .unknown
    }
    return boot == processes.boot && processes.startTicks(holder.pid) == start ? .alive : .dead
  }

  /// Seconds between two steps of the counter.
  static let beat = 5.0
  /// Seconds after which a holder whose counter stands still is dead.
  static let standstill = 30.0
}

/// Whether the holder of a lease lives.
enum LeaseLife: Sendable, Hashable {
  case alive
  case dead
  /// Time will tell.
  case unknown
}

/// The processes of this machine, as far as leases ask for them; tests make up others.
struct ProcessTable: Sendable {
  /// The machine's name.
  var host = ProcessIdentity.host
  /// The boot it lives in.
  var boot = Durability.bootID ?? ""
  /// The process that asks.
  var pid = ProcessIdentity.pid
  /// When a process started, in clock ticks since boot; nil when there is none.
  var startTicks: @Sendable (Int) -> Int? = { ProcessIdentity.startTicks(of: $0) }
}

/// Tells by a clock of our own whether counters stand still.
struct LeaseWatch {
  private var seen: [String: (mark: Int, since: Double)] = [:]

  /// Seconds for which the counter called `name` has stood at `mark`, now that it is seen there.
  mutating func standing(_ name: String, at mark: Int, now: Double) -> Double {
    if let earlier = seen[name], earlier.mark == mark { return now - earlier.since }
    seen[name] = (mark, now)
    return 0
  }
}
