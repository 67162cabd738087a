import ArgumentParser
import Base

/// Prints the completion script of a shell.
struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print the completion script of a shell: bash, zsh or fish.",
    discussion: """
      Examples:
        runexp completion bash > ~/.local/share/bash-completion/completions/runexp
        runexp completion fish > ~/.config/fish/completions/runexp.fish
      """)

  @Argument(help: "bash, zsh or fish.", completion: .list(shells))
  var shell: String

  private static let shells = ["bash", "zsh", "fish"]

  func run() throws {
    guard Self.shells.contains(shell), let known = CompletionShell(rawValue: shell) else {
      let near = NearestName.suggestion(for: shell, among: Self.shells)
      throw Diagnostic(
        .error, "no completion for `\(shell)`",
        notes: (near.map { ["did you mean `\($0)`?"] } ?? []) + ["legal: bash, zsh, fish"])
    }
    Terminal.output(Runexp.completionScript(for: known))
  }
}
