import Base
import Testing

private func run(
  _ script: String, _ variables: [String: String] = [:], limit: Int = 1 << 20,
  seconds: Double? = nil
) throws -> ExternalProgram.Outcome {
  let shell = try #require(ExternalProgram(named: "sh", variables: [:]))
  return try shell.run(["-c", script], variables: variables, limit: limit, seconds: seconds)
}

@Suite struct ExternalProgramTests {
  @Test func bothStreamsAndTheCodeComeBack() throws {
    let outcome = try run("printf 'a\\nb'; echo careful >&2; exit 3")
    #expect(outcome.ending == .exited(3))
    #expect(outcome.output == Array("a\nb".utf8))
    #expect(outcome.complaints == "careful\n")
  }

  @Test func standardInputIsEmptyAndTheEnvironmentIsThatGiven() throws {
    let outcome = try run("cat; printf \"$COLOUR\"; printf \"$HOME\"", ["COLOUR": "teal"])
    #expect(outcome.ending == .exited(0) && outcome.output == Array("teal".utf8))
  }

  @Test func argumentsReachTheProgramAsTheyAre() throws {
    let program = try #require(ExternalProgram(named: "printf", variables: ["PATH": "/usr/bin"]))
    let outcome = try program.run(
      ["%s|", "two words", "`date`", "$HOME", ""], variables: [:], limit: 100)
    #expect(outcome.output == Array("two words|`date`|$HOME||".utf8))
  }

  @Test func muchOutputOnBothStreamsDoesNotBlock() throws {
    let outcome = try run("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output.count == 300_000)
    #expect(outcome.complaints.utf8.count == 4096)
  }

  @Test func endlessOutputIsCutOff() throws {
    let outcome = try run("while :; do echo more; done", limit: 10_000)
    #expect(outcome.ending == .tooLong)
  }

  @Test func whatTakesTooLongIsStopped() throws {
    let outcome = try run("echo begun; exec sleep 600", seconds: 0.2)
    #expect(outcome.ending == .outOfTime)
    #expect(outcome.output == Array("begun\n".utf8))
    #expect(try run("echo done", seconds: 60).ending == .exited(0))
  }

  @Test func signalsAreTold() throws {
    #expect(try run("kill -9 $$").ending == .signalled(9))
  }

  @Test func whatIsNotInstalledIsNotFound() {
    #expect(ExternalProgram(named: "no-such-program", variables: [:]) == nil)
    #expect(ExternalProgram(named: "sh", variables: ["PATH": "/var/empty"]) == nil)
  }
}
