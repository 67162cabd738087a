import Foundation
import Testing

@Suite("completion")
struct CompletionTests {
  private static func bash(_ script: String, in folder: String) throws -> (
    code: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["--norc", "--noprofile", "-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test("the script for bash is sound and completes verbs, options and files")
  func bash() throws {
    let scratch = try ScratchFolder()
    let script = try Program.run(["completion", "bash"], in: scratch.path)
    #expect(script.code == 0)
    try scratch.write(script.output, to: "completion.bash")
    try scratch.write("", to: "study.yaml")
    try scratch.write("", to: "notes.txt")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/out", withIntermediateDirectories: true)
    let check = try Self.bash("bash -n completion.bash", in: scratch.path)
    #expect(check.code == 0, "\(check.output)")
    /// What pressing Tab behind `words` offers.
    func offers(_ words: String...) throws -> Set<String> {
      let list = (["runexp"] + words).map { "'\($0)'" }.joined(separator: " ")
      let result = try Self.bash(
        """
        source completion.bash
        COMP_WORDS=(\(list)); COMP_CWORD=\(words.count)
        COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
        function=$(complete -p runexp | sed -E 's/.*-F ([^ ]+).*/\\1/')
        "$function" runexp "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """, in: scratch.path)
      #expect(result.code == 0, "\(result.output)")
      return Set(
        result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    }
    #expect(try offers("ver") == ["verify"])
    #expect(try offers("gc", "--k") == ["--keep-last"])
    #expect(try offers("completion", "z") == ["zsh"])
    let specs = try offers("plan", "")
    #expect(specs.contains("study.yaml") && !specs.contains("notes.txt"), "\(specs)")
    let folders = try offers("verify", "--results", "")
    #expect(folders.contains { $0.hasPrefix("out") } && !folders.contains("study.yaml"))
  }

  @Test("zsh and fish have scripts; another shell is refused", arguments: ["zsh", "fish"])
  func others(_ shell: String) throws {
    let scratch = try ScratchFolder()
    let script = try Program.run(["completion", shell], in: scratch.path)
    #expect(script.code == 0)
    #expect(script.output.contains("keep-last"))
    let wrong = try Program.run(["completion", "fis"], in: scratch.path)
    #expect(wrong.code == 2)
    #expect(
      wrong.errors == """
        error: no completion for `fis`
          did you mean `fish`?
          legal: bash, zsh, fish

        """)
  }
}
