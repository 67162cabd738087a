import Base

@testable import Pipeline

extension FuzzReader {
  static let pipelineReaders: [FuzzReader] = [events, record, command, reply]

  private static let key = ContentHash(of: [1, 2, 3])
  private static let attempt = AttemptID(host: "host-1", pid: 17, start: 4711, counter: 2)

  private static let events = FuzzReader(
    name: "events", cases: 2000,
    corpus: {
      let lines = [
        EventLog.Event(at: 1.5e9, name: "log", values: ["text": "begun"]),
        EventLog.Event(at: 1.5e9 + 0.25, name: "epoch", values: ["epoch": 1, "loss": 0.25]),
        EventLog.Event(
          at: 1.5e9 + 1, name: "progress", values: ["fraction": 1.0, "more": [1, 2]]),
      ].map(EventLog.line)
      return [lines.flatMap(\.self), lines[0]]
    }, tokens: ["\n", "{\"sum\":\"00000000\",", "\"values\":{}", "\"at\":1"],
    seal: { bytes in
      // Lines keep their fixed beginning; the sum is made anew over what follows.
      bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
        guard line.count > 19 else { return Array(line) }
        let text = String(CRC32.checksum(line.dropFirst(18)), radix: 16)
        let digits = String(repeating: "0", count: 8 - text.count) + text
        return Array("{\"sum\":\"\(digits)\",".utf8) + line.dropFirst(18)
      }.joined(separator: [UInt8(ascii: "\n")]).map(\.self)
    },
    accepts: { bytes in
      let contents = EventLog.contents(of: bytes)
      let lines = bytes.split(separator: UInt8(ascii: "\n")).count
      try require(
        contents.events.count + contents.damagedLines == lines, "lines are lost or invented")
      let again = EventLog.contents(of: contents.events.flatMap(EventLog.line))
      try require(
        again == EventLog.Contents(events: contents.events), "events are read back otherwise")
      return contents.damagedLines == 0
    })

  private static let record = FuzzReader(
    name: "record", cases: 2000,
    corpus: {
      let output: Value = ["name": "metrics.bin", "size": 4711, "sha256": .text(key.hex)]
      let value: Value = [
        "schema": 1, "key": .text(key.hex), "kind": "train", "version": 3,
        "label": "train/normal/seed=0@1", "parameters": ["epochs": 2, "rates": [0.5, 0.25]],
        "inputs": ["data": [.text(key.hex)]], "files": ["table": .text(key.hex)],
        "outputs": [output], "journals": [output], "attempt": attempt.value, "binary": .null,
        "environment": ["cpu": "x"], "wall_seconds": 1.5, "cpu_seconds": 1.25,
        "finished_at": 1.7e9,
      ]
      return [value.jsonBytes]
    }, tokens: ["null", "[]", "{}", "\"\"", "1e400", "-1"],
    accepts: { bytes in
      guard let value = try? Value(json: bytes), let record = StageRecord(value) else {
        return false
      }
      let again = StageRecord(try Value(json: record.value.jsonBytes))
      try require(again == record, "a record is read back otherwise")
      return true
    })

  private static let command = FuzzReader(
    name: "command", cases: 2000,
    corpus: {
      let node = StageNode(
        kind: "train", version: 1, parameters: ["epochs": 2], inputs: ["data": [key]],
        files: ["table": key], label: "train/normal@1")
      let request = StageRequest(
        node, preferred: ["previous": [key]], cores: 2, results: ResultsFolder("/results"),
        attempt: attempt, binary: key, environment: ["cpu": "x"])
      return [WorkerCommand.job(request), .cancel].map(\.value.jsonBytes)
    }, tokens: ["null", "[]", "{}", "true", "-1"],
    accepts: { bytes in
      guard let command = WorkerCommand(bytes) else { return false }
      let again = WorkerCommand(command.value.jsonBytes)
      try require(again?.value == command.value, "a command is read back otherwise")
      return true
    })

  private static let reply = FuzzReader(
    name: "reply", cases: 2000,
    corpus: {
      let difference = Nondeterminism(
        key: key, label: "train/normal@1", outputs: ["a.bin"], kept: attempt, dropped: attempt)
      let results: [AttemptResult] = [
        .published(nil), .published(difference), .failed(reason: "no", lastOutput: "x\n"),
        .damagedInput(key, "a.bin has 3 bytes, not 4"), .cancelled,
      ]
      let replies =
        results.map { WorkerReply.ended($0, residentBytes: 1 << 20) } + [
          .progress(StageJob.Progress(fraction: 0.5, message: "half")), .confused("what"),
        ]
      return replies.map(\.value.jsonBytes)
    }, tokens: ["null", "[]", "{}", "\"failed\"", "1e400", "-1"],
    accepts: { bytes in
      guard let reply = WorkerReply(bytes) else { return false }
      let again = WorkerReply(reply.value.jsonBytes)
      try require(again?.value == reply.value, "a reply is read back otherwise")
      return true
    })
}
