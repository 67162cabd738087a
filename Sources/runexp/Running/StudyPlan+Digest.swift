import Base
import Experiments
import Spec
import Store
import Views

extension StudyPlan {
  /// What tells the plan and the claims from others; the store keeps it once it has the rows of all
  /// stages, so that a later run knows at once that nothing is left to record.
  var recordedDigest: ContentHash {
    let claims = study.claims.map { Value.text($0.value.registeredText.text) }
    return Value.list([.text(digest.hex)] + claims).contentHash
  }
}
