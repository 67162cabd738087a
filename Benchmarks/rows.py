"""What is measured: the rows of the speed table, with their targets as multiples of PyTorch."""

IMAGE, COLOUR = [28, 28, 1], [32, 32, 3]
MLP = {"name": "mlp", "hidden": [256, 256]}
CNN = {"name": "cnn", "filters": [32, 64], "hidden": [128]}
CNN_NORMED = {**CNN, "batch_norm": True}
RESNET = {"name": "resnet", "depth": 20}
VIT = {"name": "vit"}


def train(architecture, input, optimizer="sgd"):
    return {"work": "train", "architecture": architecture, "input": input, "classes": 10,
            "batch": 128, "optimizer": optimizer}


def masked(architecture, input, masks):
    """Masks of one image a call; PyTorch passes ready inputs in its best block."""
    return {"work": "forward", "architecture": architecture, "input": input, "classes": 10,
            "batch": masks}


ROWS = {
    "mlp-sgd": ("MLP 784-256-256-10 training, SGD", train(MLP, IMAGE), 1.5),
    "mlp-adam": ("MLP 784-256-256-10 training, Adam", train(MLP, IMAGE, "adam"), 1.3),
    "cnn": ("CNN (conv32-conv64-fc128) training", train(CNN, IMAGE), 1.2),
    "cnn-bn": ("the same with batch norm", train(CNN_NORMED, IMAGE), 1.0),
    "resnet20": ("ResNet-20 training, 32×32", train(RESNET, COLOUR), 1.0),
    "vit": ("small ViT training, 32×32", train(VIT, COLOUR), 1.0),
    "mlp-masked": ("MLP masked forward", masked(MLP, IMAGE, 8192), 2.0),
    "cnn-masked": ("CNN masked forward", masked(CNN, IMAGE, 1024), 1.5),
    "resnet20-masked": ("ResNet-20 masked forward", masked(RESNET, COLOUR, 512), 1.2),
}

# Two jobs beside each other against one alone.
JOBS = ["mlp-sgd", "cnn"]
JOBS_TARGET = 1.9
