"""The project's architectures in PyTorch, with the parameter names and shapes of its checkpoints.

`build(architecture, ...)` makes any of them from what a spec says; README.md beside this file is the
table of names. A
`state_dict` of one of these classes loads into the Swift network of the same name and gives the
same logits, and the other way round (../check_interchange.py).
"""

import math

import torch
from torch import nn
from torch.nn import functional


class MLP(nn.Module):
    """Dense layers fc1, fc2, ... with ReLU between them."""

    def __init__(self, inputs, hidden, classes):
        super().__init__()
        widths = [inputs, *hidden, classes]
        self.depth = len(widths) - 1
        for i in range(self.depth):
            self.add_module(f"fc{i + 1}", nn.Linear(widths[i], widths[i + 1]))

    def forward(self, x):
        x = x.flatten(1)
        for i in range(1, self.depth):
            x = functional.relu(getattr(self, f"fc{i}")(x))
        return getattr(self, f"fc{self.depth}")(x)


class DenseBlock(nn.Module):
    """relu(x + fc2(relu(fc1(x))))."""

    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.fc2 = nn.Linear(width, width)

    def forward(self, x):
        return functional.relu(x + self.fc2(functional.relu(self.fc1(x))))


class ResidualMLP(nn.Module):
    """fc_in, ReLU, residual blocks of two dense layers, fc_out."""

    def __init__(self, inputs, width, depth, classes):
        super().__init__()
        self.fc_in = nn.Linear(inputs, width)
        self.blocks = nn.Sequential(*(DenseBlock(width) for _ in range(depth)))
        self.fc_out = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc_out(self.blocks(functional.relu(self.fc_in(x.flatten(1)))))


class LeNet(nn.Module):
    """LeNet-5 with ReLU and max pooling; everything scales with `width` (6: 6, 16, 120, 84)."""

    def __init__(self, channels, size, width, classes):
        super().__init__()
        second = (8 * width + 1) // 3
        side = (size // 2 - 4) // 2
        self.conv1 = nn.Conv2d(channels, width, 5, padding=2)
        self.conv2 = nn.Conv2d(width, second, 5)
        self.fc1 = nn.Linear(second * side * side, 20 * width)
        self.fc2 = nn.Linear(20 * width, 14 * width)
        self.fc3 = nn.Linear(14 * width, classes)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2).flatten(1)
        return self.fc3(functional.relu(self.fc2(functional.relu(self.fc1(x)))))


class CNN(nn.Module):
    """Convolution, (batch norm,) ReLU and 2x2 max pooling a stage, then dense layers."""

    def __init__(self, channels, size, filters, hidden, classes, kernel=3, batch_norm=False):
        super().__init__()
        self.stages, self.depth, self.batch_norm = len(filters), len(hidden) + 1, batch_norm
        inputs = channels
        for i, count in enumerate(filters, 1):
            self.add_module(f"conv{i}", nn.Conv2d(inputs, count, kernel, padding=kernel // 2))
            if batch_norm:
                self.add_module(f"bn{i}", nn.BatchNorm2d(count))
            inputs, size = count, size // 2
        widths = [inputs * size * size, *hidden, classes]
        for i in range(self.depth):
            self.add_module(f"fc{i + 1}", nn.Linear(widths[i], widths[i + 1]))

    def forward(self, x):
        for i in range(1, self.stages + 1):
            x = getattr(self, f"conv{i}")(x)
            if self.batch_norm:
                x = getattr(self, f"bn{i}")(x)
            x = functional.max_pool2d(functional.relu(x), 2)
        x = x.flatten(1)
        for i in range(1, self.depth):
            x = functional.relu(getattr(self, f"fc{i}")(x))
        return getattr(self, f"fc{self.depth}")(x)


class AlexNet(nn.Module):
    """The CIFAR-10 AlexNet of the bottleneck papers, torchvision's names."""

    def __init__(self, channels, size, classes, hidden=512):
        super().__init__()
        layers = []
        inputs = channels
        for filters, kernel, pool in [
            (64, 7, True), (192, 5, True), (384, 3, False), (256, 3, False), (256, 3, True),
        ]:
            layers += [nn.Conv2d(inputs, filters, kernel, padding=kernel // 2), nn.ReLU()]
            if pool:
                layers.append(nn.MaxPool2d(3, stride=2, padding=1))
                size = (size - 1) // 2 + 1
            inputs = filters
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Linear(256 * size * size, hidden), nn.ReLU(),
            nn.Dropout(0.5), nn.Linear(hidden, hidden), nn.ReLU(),
            nn.Linear(hidden, classes))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class VGG(nn.Module):
    """VGG-11 (A) and VGG-16 (D) with five poolings, torchvision's names."""

    STAGES = {
        11: [[64], [128], [256, 256], [512, 512], [512, 512]],
        16: [[64, 64], [128, 128], [256] * 3, [512] * 3, [512] * 3],
    }

    def __init__(self, depth, channels, size, classes, batch_norm=False, hidden=4096):
        super().__init__()
        layers = []
        inputs = channels
        for stage in self.STAGES[depth]:
            for filters in stage:
                layers.append(nn.Conv2d(inputs, filters, 3, padding=1))
                if batch_norm:
                    layers.append(nn.BatchNorm2d(filters))
                layers.append(nn.ReLU())
                inputs = filters
            layers.append(nn.MaxPool2d(2))
            size //= 2
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * size * size, hidden), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(hidden, classes))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def option_a(x, filters):
    """Every second row and column, new channels of zeros before and behind the old ones."""
    extra = filters - x.shape[1]
    return functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, extra // 2, extra - extra // 2))


class BasicBlock(nn.Module):
    """relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)), shortcut by option A or a projection."""

    def __init__(self, inputs, filters, stride, projects):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, filters, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.filters = filters
        self.reshapes, self.projects = stride != 1 or inputs != filters, projects
        if self.reshapes and projects:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, filters, 1, stride=stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.reshapes:
            x = self.shortcut(x) if self.projects else option_a(x, self.filters)
        return functional.relu(y + x)


class ResNet(nn.Module):
    """ResNet-20/32/44/56 for small images: 6 n + 2 layers of width, 2 width, 4 width filters."""

    def __init__(self, depth, channels, classes, width=16, projects=False):
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage in range(3):
            filters = width << stage
            layers = []
            for index in range(blocks):
                stride = 2 if stage and not index else 1
                layers.append(BasicBlock(inputs, filters, stride, projects))
                inputs = filters
            self.add_module(f"layer{stage + 1}", nn.Sequential(*layers))
        self.linear = nn.Linear(inputs, classes)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


class Attention(nn.Module):
    """Multi-head self-attention with one matrix for queries, keys and values."""

    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        count, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(count, tokens, 3, self.heads, width // self.heads).permute(
            2, 0, 3, 1, 4)
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.proj(y.transpose(1, 2).reshape(count, tokens, width))


class FeedForward(nn.Module):
    """fc2(gelu(fc1(x))), GELU with the error function."""

    def __init__(self, width, hidden):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(functional.gelu(self.fc1(x)))


class TransformerBlock(nn.Module):
    """Pre-norm: x + attn(norm1(x)), then x + mlp(norm2(x))."""

    def __init__(self, width, heads, hidden, epsilon, causal):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=epsilon)
        self.attn = Attention(width, heads, causal)
        self.norm2 = nn.LayerNorm(width, eps=epsilon)
        self.mlp = FeedForward(width, hidden)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbedding(nn.Module):
    """A convolution whose stride is its kernel; tokens row by row."""

    def __init__(self, channels, width, patch):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, stride=patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class ViT(nn.Module):
    """A small vision transformer, timm's names: the head reads the class token."""

    def __init__(
        self, channels, size, classes, patch=4, width=128, depth=6, heads=4, mlp_ratio=2):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, (size // patch) ** 2 + 1, width))
        self.patch_embed = PatchEmbedding(channels, width, patch)
        self.blocks = nn.Sequential(*(
            TransformerBlock(width, heads, mlp_ratio * width, 1e-6, False) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


class Autoencoder(nn.Module):
    """Three convolutions to a quarter of each side, two transposed ones and one back."""

    def __init__(self, channels, width=16, code=8):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, width, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(2 * width, code, 3, padding=1))
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(code, 2 * width, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(width, channels, 3, padding=1))

    def forward(self, x):
        return self.decoder(self.encoder(x))


class SequenceTransformer(nn.Module):
    """A small causal transformer over token ids; the head reads the last token."""

    def __init__(
        self, vocabulary, tokens, classes, width=128, depth=2, heads=4, mlp_ratio=4):
        super().__init__()
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, tokens, width))
        self.tok_embed = nn.Embedding(vocabulary, width)
        self.blocks = nn.Sequential(*(
            TransformerBlock(width, heads, mlp_ratio * width, 1e-5, True) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.head = nn.Linear(width, classes)

    def forward(self, ids):
        x = self.tok_embed(ids.long()) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, -1])


def build(architecture, input_shape, classes):
    """The module for a spec's `architecture`, a dictionary with `name`, with the same defaults.

    `input_shape` is [height, width, channels], [features] or [tokens], as the engine has it.
    """
    given = dict(architecture)
    name = given.pop("name")
    size, channels = input_shape[0], input_shape[-1]
    elements = math.prod(input_shape)

    def take(key, default):
        return given.pop(key, default)

    if name == "mlp":
        hidden = take("hidden", None)
        depth, width = take("depth", None), take("width", None)
        if depth is not None or width is not None:
            hidden = [100 if width is None else width] * ((5 if depth is None else depth) - 1)
        module = MLP(elements, [100, 100] if hidden is None else hidden, classes)
    elif name == "residual-mlp":
        module = ResidualMLP(elements, take("width", 100), take("blocks", 4), classes)
    elif name == "lenet":
        module = LeNet(channels, size, take("width", 6), classes)
    elif name == "cnn":
        module = CNN(
            channels, size, take("filters", [32, 64]), take("hidden", [128]), classes,
            take("kernel", 3), take("batch_norm", False))
    elif name == "alexnet":
        module = AlexNet(channels, size, classes)
    elif name == "vgg":
        module = VGG(
            int(take("depth", 16)), channels, size, classes, take("batch_norm", False),
            take("hidden", 4096))
    elif name == "resnet":
        module = ResNet(
            int(take("depth", 20)), channels, classes, take("width", 16),
            take("shortcut", "padding") == "projection")
    elif name == "vit":
        module = ViT(
            channels, size, classes, take("patch", 4), take("width", 128), take("depth", 6),
            take("heads", 4), take("mlp_ratio", 2))
    elif name == "autoencoder":
        module = Autoencoder(channels, take("width", 16), take("code", 8))
    elif name == "transformer":
        module = SequenceTransformer(
            take("vocabulary", classes), input_shape[0], classes, take("width", 128),
            take("depth", 2), take("heads", 4), take("mlp_ratio", 4))
    else:
        raise ValueError(f"no architecture {name}")
    if given:
        raise ValueError(f"{name} has no {', '.join(given)}")
    return module
