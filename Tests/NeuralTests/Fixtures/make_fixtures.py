#!/usr/bin/env python3
"""Makes the fixtures beside this script: what PyTorch computes from fixed weights and data.

    python3 Tests/NeuralTests/Fixtures/make_fixtures.py

Run by hand when a case is added; needs torch and safetensors (Benchmarks/setup_peer.sh installs them).
Weights and data are Float32 numbers, PyTorch computes in Float64 from them, so that both of the
engine's routes are held to the same numbers. Images are stored as the engine reads them, channels
innermost. The tensors of a network case:

    weights.<name>     state_dict before the pass     input, labels or target
    output, loss       of the pass                    gradients.<name>, gradients.input
    after.<name>       recorded statistics behind it

PyTorch's random streams differ between versions: a new run gives other numbers, just as good.
"""
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "Benchmarks" / "peer"))
import architectures  # noqa: E402


def rounded(tensor):
    """To numbers that Float32 holds."""
    return tensor.detach().float().double()


def prepare(module, seed):
    """Float64 of Float32 numbers: all drawn here from `seed`, nothing left at a constant."""
    generator = torch.Generator().manual_seed(seed)
    module = module.double()
    for name, tensor in module.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        noise = 2 * torch.rand(tensor.shape, generator=generator, dtype=torch.float64) - 1
        if tensor.dim() > 1:
            # Deviation 1/sqrt(fan-in): activations keep their size.
            tensor.copy_(rounded(noise * (3 * tensor.shape[0] / tensor.numel()) ** 0.5))
        elif name.endswith(("weight", "running_var")):
            tensor.copy_(rounded(1 + 0.5 * noise))
        else:
            tensor.copy_(rounded(0.3 * noise))
    return module


def numbers(shape, seed):
    generator = torch.Generator().manual_seed(seed)
    return rounded(2 * torch.rand(shape, generator=generator, dtype=torch.float64) - 1)


def innermost(tensor):
    """Images with their channels innermost, anything else as it is."""
    tensor = tensor.detach()
    return (tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor).contiguous().clone()


def weights(module, prefix):
    """Weights in Float32, which holds them; counters as they are."""
    return {
        prefix + name: tensor.detach().clone() if tensor.dtype == torch.int64
        else tensor.detach().float().contiguous().clone()
        for name, tensor in module.state_dict().items()
    }


def write(name, tensors):
    tensors = {key: value.contiguous() for key, value in tensors.items()}
    save_file(tensors, HERE / f"{name}.safetensors", metadata={"torch": torch.__version__})


def network(name, module, input, seed, training=True, ids=False):
    """One pass forward and back: cross-entropy of logits, or the mean squared error of images."""
    module = prepare(module, seed)
    module.train(training)
    tensors = weights(module, "weights.")
    x = input.clone().requires_grad_(not ids)
    output = module(x)
    if output.dim() == 4:
        target = numbers(output.shape, seed + 1)
        loss = functional.mse_loss(output, target)
        tensors["target"] = innermost(target).float()
    else:
        labels = torch.arange(output.shape[0]) * 7 % output.shape[1]
        loss = functional.cross_entropy(output, labels)
        tensors["labels"] = labels.to(torch.int32)
    loss.backward()
    tensors |= {"input": innermost(input).float(), "output": innermost(output), "loss": loss.detach()}
    for key, parameter in module.named_parameters():
        tensors[f"gradients.{key}"] = parameter.grad.clone()
    if not ids:
        tensors["gradients.input"] = innermost(x.grad)
    for key, buffer in module.named_buffers():
        tensors[f"after.{key}"] = buffer.clone()
    write(name, tensors)


class Activations(nn.Module):
    """Every element-wise function and layer norm, each behind a dense layer."""

    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(5, 9), nn.Linear(9, 8), nn.Linear(8, 7)
        self.fc4, self.fc5, self.fc6 = nn.Linear(7, 8), nn.Linear(8, 6), nn.Linear(6, 5)
        self.norm = nn.LayerNorm(9)

    def forward(self, x):
        x = functional.gelu(self.norm(self.fc1(x)))
        x = torch.sigmoid(self.fc2(x))
        x = torch.tanh(self.fc3(x))
        x = functional.softplus(self.fc4(x))
        x = self.fc5(x) ** 2
        return self.fc6(functional.softmax(x, -1))


class Residuals(nn.Module):
    """A block with the identity, one with option A and one with a projection."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(2, 4, 3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(4, 6, 3, stride=2, padding=1)
        self.projection = nn.Conv2d(4, 6, 1, stride=2)
        self.inner = nn.Conv2d(2, 2, 3, padding=1)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x = functional.relu(x + self.inner(x))
        x = functional.relu(self.conv2(x) + architectures.option_a(x, 4))
        x = functional.relu(self.conv3(x) + self.projection(x))
        return self.fc(x.mean((2, 3)))


class ZeroInsert(nn.Module):
    """Every number followed by zeros, in rows and columns."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        out = x.new_zeros(*x.shape[:2], x.shape[2] * self.factor, x.shape[3] * self.factor)
        out[:, :, :: self.factor, :: self.factor] = x
        return out


class Named(nn.Sequential):
    """Layers one after the other under names of one's choice."""

    def __init__(self, *layers):
        super().__init__()
        for index, layer in enumerate(layers):
            name, module = layer if isinstance(layer, tuple) else (f"step{index}", layer)
            self.add_module(name, module)


def networks():
    relu, flatten = nn.ReLU(), nn.Flatten()
    network("dense", architectures.MLP(5, [7, 6], 3), numbers((4, 5), 1), 10)
    network("flattened-image", architectures.MLP(18, [7], 3), numbers((3, 2, 3, 3), 2), 20)
    network("convolution-stride-padding", Named(
        ("conv1", nn.Conv2d(3, 5, 3, stride=2, padding=2)), relu,
        ("conv2", nn.Conv2d(5, 4, 2, stride=1)), relu, flatten, ("fc", nn.Linear(36, 3)),
    ), numbers((3, 3, 5, 6), 3)[:, :, :, :5], 30)
    network("convolution-dilation-groups", Named(
        ("conv1", nn.Conv2d(4, 6, 3, padding=2, dilation=2, groups=2)), relu,
        ("conv2", nn.Conv2d(6, 6, 3, groups=6, bias=False)), relu,
        ("conv3", nn.Conv2d(6, 4, 2, stride=3, dilation=2)), flatten, ("fc", nn.Linear(4, 3)),
    ), numbers((3, 4, 7, 7), 4)[:, :, :, :6], 40)
    network("pools", Named(
        ("conv1", nn.Conv2d(2, 4, 3, padding=1)), relu, nn.MaxPool2d(3, stride=2, padding=1),
        ("conv2", nn.Conv2d(4, 5, 3, padding=1)), nn.AvgPool2d(2),
        ("conv3", nn.Conv2d(5, 6, 2)), nn.AdaptiveAvgPool2d(1), flatten, ("fc", nn.Linear(6, 3)),
    ), numbers((3, 2, 9, 11), 5), 50)

    def batch_norm():
        return Named(
            ("conv1", nn.Conv2d(2, 4, 3, padding=1)), ("bn1", nn.BatchNorm2d(4)), relu,
            nn.MaxPool2d(2), ("conv2", nn.Conv2d(4, 3, 3, bias=False)),
            ("bn2", nn.BatchNorm2d(3)), flatten, ("fc", nn.Linear(12, 3)))

    network("batch-norm-training", batch_norm(), numbers((5, 2, 8, 8), 6), 60)
    network("batch-norm-evaluation", batch_norm(), numbers((5, 2, 8, 8), 7), 70, False)
    network("activations", Activations(), numbers((4, 5), 8), 80)
    residuals = Residuals()
    del residuals.conv1
    network("residuals", residuals, numbers((3, 2, 7, 7), 9), 90)
    network("upsampling", Named(
        ("up1", nn.ConvTranspose2d(2, 4, 3, stride=2, padding=1, output_padding=1)), relu,
        nn.Upsample(scale_factor=2), ("conv1", nn.Conv2d(4, 3, 3, padding=1)), relu,
        ZeroInsert(2), ("conv2", nn.Conv2d(3, 2, 3, padding=1)),
        ("up2", nn.ConvTranspose2d(2, 2, 3, padding=1)),
    ), numbers((2, 2, 3, 2), 11), 100)
    network("resnet-8", architectures.ResNet(8, 2, 3, width=4), numbers((4, 2, 8, 8), 12), 110)
    network(
        "resnet-8-evaluation", architectures.ResNet(8, 2, 3, width=4), numbers((4, 2, 8, 8), 13),
        120, False)
    network(
        "vit", architectures.ViT(2, 6, 3, patch=2, width=8, depth=2, heads=2),
        numbers((3, 2, 6, 6), 14), 130)
    ids = (torch.arange(15) * 5 % 7).reshape(3, 5).double()
    network(
        "transformer", architectures.SequenceTransformer(7, 5, 6, width=8, depth=2, heads=2), ids,
        140, ids=True)
    network("autoencoder", architectures.Autoencoder(2, 4, 3), numbers((2, 2, 8, 8), 15), 150)


STEPS, BATCHES, ROWS = 20, 3, 6


def path(name, module, make_optimizer, seed, shape):
    """The losses of 20 steps over three batches in turn, and the weights behind them."""
    module = prepare(module, seed)
    tensors = weights(module, "weights.")
    data = numbers((BATCHES, ROWS, *shape), seed + 1)
    labels = torch.arange(BATCHES * ROWS).reshape(BATCHES, ROWS) * 5 % 3
    optimizer = make_optimizer(module.parameters())
    losses, evaluations = [], []
    for step in range(STEPS):
        batch = step % BATCHES
        module.train()
        optimizer.zero_grad()
        loss = functional.cross_entropy(module(data[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        module.eval()
        with torch.no_grad():
            evaluations.append(functional.cross_entropy(module(data[0]), labels[0]))
    tensors["inputs"] = torch.stack([innermost(batch) for batch in data]).float()
    tensors["labels"] = labels.to(torch.int32)
    tensors["losses"] = torch.stack(losses)
    tensors["evaluations"] = torch.stack(evaluations)
    for key, tensor in module.state_dict().items():
        tensors[f"after.{key}"] = tensor.detach().clone()
    write(name, tensors)


def paths():
    optim = torch.optim

    def mlp():
        return architectures.MLP(6, [8, 7], 3)

    def normed():
        # No biases before batch norm: their gradients are zero but for rounding, and Adam makes
        # whole steps of that.
        return Named(
            ("conv1", nn.Conv2d(2, 3, 3, padding=1, bias=False)), ("bn1", nn.BatchNorm2d(3)),
            nn.ReLU(), nn.MaxPool2d(2),
            ("conv2", nn.Conv2d(3, 4, 3, padding=1, bias=False)), ("bn2", nn.BatchNorm2d(4)),
            nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            ("fc1", nn.Linear(16, 6)), nn.ReLU(), ("fc2", nn.Linear(6, 3)))

    for name, rule in [
        ("sgd", lambda p: optim.SGD(p, lr=0.3)),
        ("sgd-momentum-decay", lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01)),
        ("sgd-nesterov", lambda p: optim.SGD(
            p, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)),
        ("adam", lambda p: optim.Adam(p, lr=0.03)),
        ("adam-decay", lambda p: optim.Adam(
            p, lr=0.03, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.02)),
        ("adamw", lambda p: optim.AdamW(p, lr=0.03, weight_decay=0.1)),
    ]:
        path(f"path-{name}", mlp(), rule, 200, (6,))
    path("path-batch-norm-sgd", normed(), lambda p: optim.SGD(p, lr=0.1, momentum=0.9), 210, (2, 8, 8))
    path("path-batch-norm-adam", normed(), lambda p: optim.Adam(p, lr=0.02), 220, (2, 8, 8))


def losses():
    """Each loss as a mean over rows, with its gradient at the logits."""
    rows, classes = 5, 4
    tensors = {}

    def add(name, value, at):
        value.backward()
        tensors[f"{name}.loss"] = value.detach()
        tensors[f"{name}.gradient"] = at.grad.clone()

    def logits(scale=3.0):
        return rounded(scale * numbers((rows, classes), 300)).requires_grad_()

    labels = torch.arange(rows) * 3 % classes
    truth = (numbers((rows, classes), 301) > 0).double()
    target = numbers((rows, classes), 302)
    teacher = rounded(3 * numbers((rows, classes), 303))
    tensors |= {
        "logits": logits().detach().float(), "labels": labels.to(torch.int32),
        "truth": truth.float(), "target": target.float(), "teacher": teacher.float()}
    z = logits()
    add("cross-entropy", functional.cross_entropy(z, labels), z)
    z = logits()
    add("label-smoothing", functional.cross_entropy(z, labels, label_smoothing=0.1), z)
    z = logits()
    add("binary-cross-entropy", functional.binary_cross_entropy_with_logits(z, truth), z)
    z = logits()
    add("mean-squared-error", functional.mse_loss(z, target), z)
    for temperature in [1.0, 4.0]:
        z = logits()
        divergence = functional.kl_div(
            functional.log_softmax(z / temperature, 1),
            functional.softmax(teacher / temperature, 1), reduction="batchmean")
        add(f"distillation-{temperature:.0f}", temperature ** 2 * divergence, z)
    # A confident row: nothing may overflow or lose its digits.
    z = torch.tensor([[800.0, -800.0, 0.0], [-90.0, 90.0, 0.0]]).double().requires_grad_()
    tensors["far.logits"] = z.detach().float()
    tensors["far.labels"] = torch.tensor([1, 1], dtype=torch.int32)
    add("far.cross-entropy", functional.cross_entropy(z, torch.tensor([1, 1])), z)
    write("losses", tensors)


def kinds():
    """Every kind of number the engine reads, scalars, nothing, and names that need escapes."""
    tensors = {
        "float32": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 3 - 1,
        "float64": torch.arange(4, dtype=torch.float64).reshape(4, 1) / 7,
        "int64": torch.tensor([-(2 ** 62), -1, 2 ** 40], dtype=torch.int64),
        "int32": torch.tensor([-7, 2 ** 31 - 1], dtype=torch.int32),
        "uint8": torch.tensor([[0, 255], [1, 128]], dtype=torch.uint8),
        "scalar": torch.tensor(-0.0),
        "count": torch.tensor(12),
        "nothing": torch.zeros((0, 4)),
        "special": torch.tensor([float("inf"), float("-inf"), float("nan"), 1e-45]),
        'layer.0 "quoted" é': torch.ones(1),
    }
    save_file(
        tensors, HERE / "kinds.safetensors", metadata={"format": "pt", "note": 'a "b" \\ ü\n'})


if __name__ == "__main__":
    networks()
    paths()
    losses()
    kinds()
    files = sorted(HERE.glob("*.safetensors"))
    for file in files:
        print(f"{file.stat().st_size:8d} {file.name}")
    print(f"{sum(file.stat().st_size for file in files):8d} together")
