/// The losses of a training step, over a batch of outputs.
///
/// Each returns its mean (over rows where it is one of a row, else over all numbers, as PyTorch's
/// `mean` reduction), unscaled, and overwrites `gradient` with that of scale × mean. Rows are added
/// in their order, in `Double`.
public enum Loss {}
