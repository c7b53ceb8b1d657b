"""Makes the fixtures of NeuralNetworksTests with PyTorch and NumPy.

    python make_fixtures.py          (torch 2.13, numpy, safetensors; writes beside itself)

context_unet.safetensors   weights, inputs, outputs, loss and gradients of a small ContextUnet
optimizers.safetensors     a few steps of Adam, AdamW and SGD with the same gradients
"""

import pathlib

import numpy
import torch
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).parent
SEED = 20261
FEATURES, CLASSES, BATCH = 8, 10, 4


class Block(nn.Module):
    def __init__(self, inputs, outputs, residual=False):
        super().__init__()
        self.residual, self.same = residual, inputs == outputs

        def half(channels):
            return nn.Sequential(
                nn.Conv2d(channels, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.GELU()
            )

        self.conv1, self.conv2 = half(inputs), half(outputs)

    def forward(self, x):
        first = self.conv1(x)
        second = self.conv2(first)
        if not self.residual:
            return second
        return ((x if self.same else first) + second) / 1.414


class Chain(nn.Module):
    """Gives its parts the names model.0, model.1, …"""

    def __init__(self, *parts):
        super().__init__()
        self.model = nn.Sequential(*parts)

    def forward(self, *inputs):
        return self.model(torch.cat(inputs, dim=1))


class ContextUnet(nn.Module):
    def __init__(self, channels, f, classes):
        super().__init__()

        def embedding(inputs, outputs):
            return Chain(nn.Linear(inputs, outputs), nn.GELU(), nn.Linear(outputs, outputs))

        def up(inputs):
            return Chain(nn.ConvTranspose2d(inputs, f, 2, stride=2), Block(f, f), Block(f, f))

        self.init_conv = Block(channels, f, residual=True)
        self.down1 = Chain(Block(f, f), nn.MaxPool2d(2))
        self.down2 = Chain(Block(f, 2 * f), nn.MaxPool2d(2))
        self.to_vec = nn.Sequential(nn.AvgPool2d(7), nn.GELU())
        self.timeembed1, self.timeembed2 = embedding(1, 2 * f), embedding(1, f)
        self.contextembed1, self.contextembed2 = embedding(classes, 2 * f), embedding(classes, f)
        self.up0 = nn.Sequential(
            nn.ConvTranspose2d(2 * f, 2 * f, 7, stride=7), nn.GroupNorm(8, 2 * f), nn.ReLU()
        )
        self.up1, self.up2 = up(4 * f), up(2 * f)
        self.out = nn.Sequential(
            nn.Conv2d(2 * f, f, 3, padding=1), nn.GroupNorm(8, f), nn.ReLU(),
            nn.Conv2d(f, channels, 3, padding=1),
        )

    def forward(self, x, time, context):
        def spread(vectors):
            return vectors[:, :, None, None]

        x = self.init_conv(x)
        down1 = self.down1(x)
        down2 = self.down2(down1)
        up1 = self.up0(self.to_vec(down2))
        time = time[:, None]
        up2 = self.up1(
            spread(self.contextembed1(context)) * up1 + spread(self.timeembed1(time)), down2
        )
        up3 = self.up2(
            spread(self.contextembed2(context)) * up2 + spread(self.timeembed2(time)), down1
        )
        return self.out(torch.cat([up3, x], dim=1))


def context_unet():
    assert sum(p.numel() for p in ContextUnet(1, 32, 10).parameters()) == 414_529
    torch.manual_seed(SEED)
    network = ContextUnet(1, FEATURES, CLASSES)
    # Scales, shifts and statistics away from their trivial start.
    with torch.no_grad():
        for name, tensor in list(network.named_parameters()) + list(network.named_buffers()):
            if name.endswith("running_var"):
                tensor.uniform_(0.5, 1.5)
            elif name.endswith("running_mean"):
                tensor.normal_(0, 0.2)
            elif tensor.dim() == 1:
                tensor.add_(torch.randn_like(tensor) * 0.1)
    tensors = {f"weights.{k}": v.clone() for k, v in network.state_dict().items()}

    x = torch.randn(BATCH, 1, 28, 28)
    time = torch.tensor([0.0025, 0.25, 0.7, 1.0])
    context = nn.functional.one_hot(torch.tensor([3, 0, 9, 7]), CLASSES).float()
    context[1] = 0  # a dropped label
    target = torch.randn(BATCH, 1, 28, 28)
    network.eval()
    with torch.no_grad():
        tensors["eval_output"] = network(x, time, context)
    network.train()
    output = network(x, time, context)
    loss = nn.functional.mse_loss(output, target)
    loss.backward()
    tensors |= {"x": x, "time": time, "context": context, "target": target, "loss": loss.detach()}
    tensors["train_output"] = output.detach()
    tensors |= {f"gradients.{k}": p.grad for k, p in network.named_parameters()}
    tensors |= {
        f"after.{k}": v.clone() for k, v in network.named_buffers() if "running" in k
    }
    save_file(tensors, HERE / "context_unet.safetensors", {"script": "make_fixtures.py"})


def optimizers():
    torch.manual_seed(SEED + 1)
    steps = 5
    start = [torch.randn(3, 4), torch.randn(5)]
    gradients = [[torch.randn_like(t) for t in start] for _ in range(steps)]
    tensors = {f"start.{i}": t for i, t in enumerate(start)}
    for s in range(steps):
        tensors |= {f"gradient.{s}.{i}": t for i, t in enumerate(gradients[s])}
    kinds = {
        "adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "adam_decay": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), weight_decay=0.1),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
        "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.1),
    }
    for name, make in kinds.items():
        parameters = [nn.Parameter(t.clone()) for t in start]
        optimizer = make(parameters)
        for s in range(steps):
            for parameter, gradient in zip(parameters, gradients[s]):
                parameter.grad = gradient.clone()
            optimizer.step()
            tensors |= {
                f"{name}.{s}.{i}": p.detach().clone() for i, p in enumerate(parameters)
            }
    save_file(tensors, HERE / "optimizers.safetensors", {"script": "make_fixtures.py"})


def precisions():
    """The same numbers in every type that the reader knows, and NumPy's rounding to 16 bits."""
    generator = numpy.random.default_rng(SEED + 2)
    bits = generator.integers(0, 1 << 32, 4000, dtype=numpy.uint64).astype(numpy.uint32)
    # Half of them with exponents where 16 bits are normal, subnormal or just overflow.
    bits[:2000] = (bits[:2000] & 0x807FFFFF) | (
        generator.integers(100, 145, 2000).astype(numpy.uint32) << 23
    )
    floats = bits.view(numpy.float32)
    floats = floats[numpy.isfinite(floats)]
    with numpy.errstate(over="ignore"):
        halves = floats.astype(numpy.float16)
    whole = torch.tensor([[0, 1, -2], [30000, -30000, 7]])
    save_file(
        {
            "rounding.float32": torch.from_numpy(floats.copy()),
            "rounding.float16_bits": torch.from_numpy(
                halves.view(numpy.uint16).astype(numpy.int32)
            ),
            "F16": (whole / 4).half(),
            "BF16": torch.tensor([[0, 1, -2], [256, -512, 7]]).bfloat16() / 4,
            "F32": whole / 4,
            "F64": whole.double() / 4,
            "I32": whole.int(),
            "I64": whole.long(),
            "scalar": torch.tensor(2.5),
            "empty": torch.zeros(0, 3),
        },
        HERE / "precisions.safetensors",
        {"script": "make_fixtures.py", "quoted": 'a "b" \\ ü\n'},
    )


if __name__ == "__main__":
    context_unet()
    optimizers()
    precisions()
